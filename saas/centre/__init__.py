"""The national figures on their way: what is handed over, what is counted, who lets it out."""
