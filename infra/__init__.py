"""The plug: who may connect, how it runs, when the clock strikes."""
