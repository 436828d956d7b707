"""Log-in from outside, against real provider processes: one that is honest, and one that lies."""
