"""Figures: by hand, from files, and the public ones."""
