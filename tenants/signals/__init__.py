"""Observations of a trend without persons, and the areas that are large enough to be named."""
