"""Grants with their rules and deadlines; what a post costs, who pays which share, and the hours worked."""
