"""The annual wheel: what is done when in a kommune's year, prepared in time, and rolled on to the next."""
