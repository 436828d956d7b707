"""The kommune's own figures, and the imports that brought them."""
