"""What is needed, and what is offered: lines that count once a leader has confirmed them."""
