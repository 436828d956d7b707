"""The kommune's own templates, and the documents written from them."""
