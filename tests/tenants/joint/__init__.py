"""Joint meetings, through the door and past it."""
