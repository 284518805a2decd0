"""Pages of cases and desks."""
