"""Drills: what is done to the service on purpose, so that it is known what happens when it is done by accident."""
