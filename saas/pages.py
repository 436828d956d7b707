"""Finds tenants/<feature>/pages, then templates/; dates and numbers the Norwegian way; bokmål and nynorsk."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask import Flask, g
from flask_babel import Babel, force_locale, get_locale, gettext, ngettext
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from markupsafe import Markup, escape

from saas import clock
from saas.furnishing import Feature

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn")


def furnish(app: Flask, features: Iterable[Feature]) -> None:
    """Give the app its templates, filters and languages."""
    own = PrefixLoader({feature.name: FileSystemLoader(feature.pages) for feature in features})
    app.jinja_loader = ChoiceLoader([own, FileSystemLoader(ROOT / "templates")])  # type: ignore[assignment]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "templates" / "locale")
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Oslo"
    Babel(app, locale_selector=language, default_locale="nb")
    filters = (day, short_day, relative_day, days_left, clock_time, moment, number, numeric_day, sentence_case, paragraphs, weekday)
    app.jinja_env.filters.update({f.__name__: f for f in filters} | {"clock": clock_time})
    app.jinja_env.globals.update(today=clock.today, now=clock.now)
    for feature in features:
        app.jinja_env.globals.update(feature.words)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def language() -> str:
    """The person's own choice, else the kommune's, else bokmål."""
    return getattr(g, "language", None) or "nb"


def current_language() -> str:
    """The language being written in just now, also inside letters and documents."""
    locale = get_locale()
    return locale.language if locale else "nb"


def say(message: str, **params: Any) -> str:
    """A source text in the reader's language, with its places filled."""
    text = gettext(message) if message else ""
    for key, value in params.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def render(template: str, in_language: str, **context: Any) -> str:
    """A page or letter rendered in a given language, inside or outside a request."""
    from flask import current_app

    with force_locale(in_language):
        return current_app.jinja_env.get_template(template).render(**context)


def letter(template: str, in_language: str, **context: Any) -> tuple[str, str]:
    """(subject, body) of a letter: the template's first line is the subject."""
    from flask import current_app

    from saas import rooms

    context = {"public_url": current_app.config["HOUSE"].public_url, "kommune": rooms.kommune(), **context}
    subject, _, body = render(template, in_language, **context).strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _locale() -> str:
    return "nn_NO" if current_language() == "nn" else "nb_NO"


def _date(value: date | datetime) -> date:
    return value.astimezone(clock.OSLO).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """«tirsdag 15. september 2026»"""
    return format_date(_date(value), "EEEE d. MMMM y", locale=_locale()) if value else ""


def weekday(value: date | datetime | None) -> str:
    """«tirsdag»"""
    return format_date(_date(value), "EEEE", locale=_locale()) if value else ""


def short_day(value: date | datetime | None) -> str:
    """«15. sep.», with the year when it is another than this one"""
    if not value:
        return ""
    pattern = "d. MMM" if _date(value).year == clock.today().year else "d. MMM y"
    return format_date(_date(value), pattern, locale=_locale())


def numeric_day(value: date | datetime | None) -> str:
    """«15.9.»"""
    return f"{_date(value).day}.{_date(value).month}." if value else ""


def relative_day(value: date | datetime | None) -> str:
    """«i dag», «om 3 dager», «for 2 dager siden»"""
    if not value:
        return ""
    days = (_date(value) - clock.today()).days
    if days == 0:
        return gettext("i dag")
    if abs(days) == 1:
        return gettext("i morgen") if days > 0 else gettext("i går")
    if abs(days) < 28:
        return gettext("om %(n)s dager", n=days) if days > 0 else gettext("for %(n)s dager siden", n=-days)
    if abs(days) < 70:
        weeks = round(abs(days) / 7)
        return gettext("om %(n)s uker", n=weeks) if days > 0 else gettext("for %(n)s uker siden", n=weeks)
    months = round(abs(days) / 30.4)
    return gettext("om %(n)s måneder", n=months) if days > 0 else gettext("for %(n)s måneder siden", n=months)


def days_left(value: date | datetime | None) -> int | None:
    """Days until a date; negative when it has passed."""
    return (_date(value) - clock.today()).days if value else None


def clock_time(value: datetime | None) -> str:
    """«09.00»"""
    return value.astimezone(clock.OSLO).strftime("%H.%M") if value else ""


def moment(value: datetime | None) -> str:
    """«15. september 2026 kl. 09.00»"""
    if not value:
        return ""
    return f"{format_date(_date(value), 'd. MMMM y', locale=_locale())} kl. {clock_time(value)}"


def number(value: float | int | None, decimals: int = 0) -> str:
    """«5 594 340», «47,2»: hard spaces and a comma"""
    if value is None:
        return ""
    return f"{value:,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")


def sentence_case(value: str) -> str:
    """A capital first letter, the rest as it stands."""
    return value[:1].upper() + value[1:]


def paragraphs(value: str | None) -> Markup:
    """Plain text as paragraphs and lists («- » first on the line); nothing in it is taken as markup."""
    blocks = []
    for block in (value or "").strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        # A list often follows right under the line that leads up to it.
        for points, found in groupby(lines, lambda line: line.startswith("- ")):
            if points:
                blocks.append(f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in found)}</ul>")
            else:
                blocks.append(f"<p>{'<br>'.join(str(escape(line)) for line in found)}</p>")
    return Markup("".join(blocks))


__all__ = ["gettext", "ngettext", "furnish", "letter", "render", "say"]
