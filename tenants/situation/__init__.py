"""The situasjonsbilde: which figures it shows, and each one as it was presented."""
