"""Benchmarks as ratios within one run, since machines differ: what a wall, a ticket and five kommuner cost."""
