"""What everybody shares: templates that the centre publishes, and cards of experience."""
