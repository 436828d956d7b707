"""Kartlegging: a document of five headings, written together, adopted once, and compared with the year before."""
