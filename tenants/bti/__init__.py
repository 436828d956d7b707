"""What the kommune has of Bedre tverrfaglig innsats: how far it has come, who leads it, where its guide lies."""
