"""The official kommuner: numbers, names, population and centrality, with their sources."""
