"""The kommune's letters: what left, what waits, what failed and why."""
