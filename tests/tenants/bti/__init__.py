"""Promises about BTI: a link for those who must go on, and nothing about anybody."""
