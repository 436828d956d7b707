"""Promises about the files that leave the house: PDF, Word and calendar."""
