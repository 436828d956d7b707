"""Public figures: read as the statistics offices send them, kept once for everybody, shown beside a kommune's own."""
