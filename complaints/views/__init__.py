"""Pages of filing."""
