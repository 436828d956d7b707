"""The letters of signing up, in the applicant's language; they belong to no kommune, for there is none yet."""

from typing import Any

from flask import current_app

from saas import house_post
from saas.pages import render


def post(to: tuple[str, str], letter: str, language: str, /, **words: Any) -> None:
    """Write the letter templates/signup/letters/<letter>.txt; its first line is the subject."""
    template = f"signup/letters/{letter}.txt"
    context = {"public_url": current_app.config["HOUSE"].public_url, **words}
    subject, _, body = render(template, language, **context).strip().partition("\n")
    house_post.post(to, subject, body.strip() + "\n", template=template)
