"""People, log-in, signed links, and what a role may do."""
