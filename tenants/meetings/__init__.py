"""Meetings: called, answered, held; saker with their numbers, papers and backlog."""
