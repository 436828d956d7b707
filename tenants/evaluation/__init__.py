"""Evaluations: before and after side by side, a verdict, and the lesson that the next kartlegging is offered."""
