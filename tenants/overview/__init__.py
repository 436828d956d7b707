"""One page over all of a coordinator's kommuner, one page for each kommune, and a calendar across them."""
