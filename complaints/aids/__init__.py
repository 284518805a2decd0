"""Help for the person who writes: found, suggested, explained; nothing here decides or fills in by itself."""
