"""Sources, and the findings that stand on them: what worries and what works."""
