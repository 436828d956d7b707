"""Who offers what to whom, and when we last spoke with those around us."""
