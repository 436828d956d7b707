"""The walls and the tables, as numbered steps; imports nothing from saas or tenants."""
