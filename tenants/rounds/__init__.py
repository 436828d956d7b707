"""A round to the leaders: the question, those who are asked, what they answer; and reports asked for the same way."""
