"""How I want to be told: a pace for each kind, quiet hours, and how often the digest comes."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField

from saas.forms import Form
from saas.pages import gettext, say
from tenants.notices.kinds import CHOSEN, KINDS
from tenants.notices.models import DIGESTS, PACES, NoticeSettings
from tenants.notices.quiet import Hours


class SettingsForm(Form):
    """One select for each kind that has a pace; the names of the fields are the kinds'."""

    versjon = HiddenField()
    tasks = SelectField(validate_choice=False)
    meetings = SelectField(validate_choice=False)
    minutes = SelectField(validate_choice=False)
    work = SelectField(validate_choice=False)
    oversikt = SelectField(validate_choice=False)
    stille = BooleanField()
    stille_fra = IntegerField()
    stille_til = IntegerField()
    stille_dager = BooleanField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for kind in CHOSEN:
            self[kind].label.text = say(KINDS[kind])
            self[kind].choices = [(code, say(words)) for code, words in PACES.items()]
        self.oversikt.label.text = gettext("Oversikten")
        self.oversikt.choices = [(code, say(words)) for code, words in DIGESTS.items()]
        self.stille.label.text = gettext("Ingen e-post i stille tid")
        self.stille_fra.label.text, self.stille_til.label.text = gettext("Stille fra klokken"), gettext("Stille til klokken")
        self.stille_dager.label.text = gettext("Stille hele lørdag, søndag og helligdager")

    @staticmethod
    def shown(chosen: NoticeSettings | None, hours: Hours) -> dict[str, Any]:
        """What stands in the fields when the page is opened."""
        paces = chosen.paces if chosen else {}
        return {
            "versjon": chosen.version if chosen else 0, "oversikt": chosen.digest if chosen else "role", "stille": hours.on,
            "stille_fra": hours.begins, "stille_til": hours.ends, "stille_dager": hours.days,
            **{kind: paces.get(kind, "at_once") for kind in CHOSEN},
        }  # fmt: skip

    @property
    def seen(self) -> int:
        """The version that was read; zero for a mangled one, and for one who has chosen nothing yet."""
        written = str(self.versjon.data or "")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0

    @property
    def paces(self) -> dict[str, str]:
        """Kind → pace, as chosen."""
        return {kind: str(self[kind].data or "") for kind in CHOSEN}

    @property
    def hours(self) -> Hours:
        """Quiet hours, as chosen; what is no hour becomes one that is refused."""
        begins, ends = (value if isinstance(value, int) else -1 for value in (self.stille_fra.data, self.stille_til.data))
        return Hours(begins, ends, bool(self.stille_dager.data), bool(self.stille.data))
