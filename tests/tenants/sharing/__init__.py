"""Promises about what leaves a kommune: counted right, shown before it goes, and only when a leader has said so."""
