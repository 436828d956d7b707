"""What a meeting decided: written, checked, sent for comment, approved."""
