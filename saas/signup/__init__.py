"""A kommune asks to join: application, confirmation by a second person, agreement, first people."""
