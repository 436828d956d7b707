"""The start-up guide: the steps of the source texts, each making real things."""
