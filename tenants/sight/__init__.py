"""From a finding to its effect, both ways: the trail, and what hangs loose."""
