"""A coordinator leaves and another takes over: nothing is left without somebody who answers for it."""
