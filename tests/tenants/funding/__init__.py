"""Promises about money and time: rules that add up, to the øre and to the day."""
