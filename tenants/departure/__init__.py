"""A kommune takes everything with it, and what it leaves behind is deleted."""
