"""A sak that is lifted from one level to the next, the trace it leaves, and the answer that comes back."""
