"""The front door: log-in, sessions, settings, the pages anyone may read, and the demo's mailbox."""
