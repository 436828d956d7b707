"""The situasjonsbilde: one sheet, its figures, and what is frozen of it."""
