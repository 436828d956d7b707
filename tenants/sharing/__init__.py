"""What leaves the kommune for the national figures, and who decided it."""
