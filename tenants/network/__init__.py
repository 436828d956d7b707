"""Organisations and people: who is in the network, from where, with what role."""
