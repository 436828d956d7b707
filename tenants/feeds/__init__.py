"""A calendar of one's own meetings, read by its own address."""
