"""The national figures as they are read: overview, tables, maps, exports, API. Nothing but released cells."""
