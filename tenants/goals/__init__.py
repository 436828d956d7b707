"""Goals: owned by the styringsgruppe, concrete or openly judged, in an order that only a sak changes."""
