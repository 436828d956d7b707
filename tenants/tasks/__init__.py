"""Who does what by when, in one list."""
