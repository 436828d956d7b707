"""What a data protection officer must be able to see: who has access, what was done, what is kept and for how long."""
