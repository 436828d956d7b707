"""Cards of experience on their way out of the kommune."""
