"""Measures: what is tried, by whom, towards which goal, how it goes, and how it will be judged."""
