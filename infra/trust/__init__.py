"""The documents about privacy and security, for kommuner and operators, and the verb that prints them."""
