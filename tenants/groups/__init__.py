"""Groups on three levels, seats with dates, composition, cadence."""
