"""Proposals in order of priority, and the handlingsplan that a vedtak makes of them."""
