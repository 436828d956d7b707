"""What the centre's editor fills in: a template in two languages, and the confirmation before it is published."""

from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from saas.forms import Form
from saas.library.models import SharedTemplateVersion
from saas.library.wording import KINDS, LANGUAGE_NAMES, Wording
from saas.pages import say


class VersionForm(Form):
    """A form about a template as it stood when the page was opened."""

    versjon = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the editor read; a mangled one is older than all, and overwrites nothing."""
        written = str(self.versjon.data or "")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


class TemplateForm(VersionForm):
    """A template in bokmål and nynorsk, beside each other. A language with nothing in it is left out."""

    nokkel = HiddenField()
    slag = SelectField(_("Hva slags mal er det?"), validate_choice=False)
    tittel_nb = StringField(_("Tittel"))
    tittel_nn = StringField(_("Tittel"))
    sammendrag_nb = StringField(_("Hva den er til"))
    sammendrag_nn = StringField(_("Hva den er til"))
    tekst_nb = TextAreaField(_("Malen i Markdown"))
    tekst_nn = TextAreaField(_("Malen i Markdown"))
    nytt_nb = TextAreaField(_("Hva er nytt i denne utgaven?"))
    nytt_nn = TextAreaField(_("Hva er nytt i denne utgaven?"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slag.choices = [(code, say(words)) for code, words in KINDS.items()]
        if not self.nokkel.data:
            self.nokkel.data = str(uuid4())

    @property
    def key(self) -> UUID:
        """The id that a new template gets, so that a form sent twice is one template."""
        try:
            return UUID(str(self.nokkel.data))
        except ValueError:
            return uuid4()

    @property
    def wordings(self) -> dict[str, Wording]:
        """What is written, by language."""
        return {language: Wording(*(self._written(name, language) for name in ("tittel", "sammendrag", "tekst", "nytt")))
                for language in LANGUAGE_NAMES}  # fmt: skip

    def _written(self, name: str, language: str) -> str:
        written = str(self[f"{name}_{language}"].data or "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        return written.strip() if name == "tekst" else " ".join(written.split())


class PublishForm(VersionForm):
    """The human confirmation. Whether it is there is asked by the verb, in words of its own."""

    bekreftet = BooleanField(_("Malen inneholder ingen kommuneopplysninger eller personopplysninger"))


def filled(version: int, kind: str, editions: dict[str, SharedTemplateVersion], drafts: dict[str, SharedTemplateVersion]) -> TemplateForm:
    """The form with the drafts as they stand, and with the published edition where a language has no draft."""
    data: dict[str, Any] = {"versjon": version, "slag": kind}
    for language in LANGUAGE_NAMES:
        shown = drafts.get(language) or editions.get(language)
        if shown is not None:
            data |= {f"tittel_{language}": shown.title, f"sammendrag_{language}": shown.summary, f"tekst_{language}": shown.body}
            data[f"nytt_{language}"] = shown.changes if language in drafts else ""
    return TemplateForm(formdata=None, data=data)
