"""What gives the coordination its weight: mandate, anchoring, agreements, and where the coordinator sits."""
