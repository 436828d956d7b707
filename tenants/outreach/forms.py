"""What the coordinator fills in: a bulletin, when it leaves, a list, and a contact on it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from saas import clock
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext


class VersionForm(Form):
    """A form about a row as it stood when the page was opened; `nokkel` is the id that a new row gets."""

    versjon = HiddenField()
    nokkel = HiddenField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.nokkel.data:
            self.nokkel.data = str(uuid4())

    @property
    def seen(self) -> int:
        """The version that was read; a mangled or a lacking one is older than all, and overwrites nothing."""
        written = str(self.versjon.data or "")
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0

    @property
    def key(self) -> UUID:
        """The new row's id; a mangled one is replaced."""
        return _uuid(self.nokkel.data) or uuid4()


class BulletinForm(VersionForm):
    """A title, a text in Markdown, and the list it goes to."""

    liste = SelectField(validate_choice=False)
    tittel = StringField()
    tekst = TextAreaField()

    def __init__(self, lists: list[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.liste.choices = [(str(one.id), one.name) for one in lists]
        self.liste.label.text, self.tittel.label.text = gettext("Hvem skal ha det?"), gettext("Tittel")
        self.tekst.label.text = gettext("Tekst i Markdown")

    @property
    def list_id(self) -> UUID:
        """The list that was chosen. Raises Invalid at «liste»."""
        chosen = _uuid(self.liste.data)
        if chosen is None:
            raise Invalid("Velg en liste.", field="liste")
        return chosen

    @property
    def words(self) -> tuple[str, str]:
        """(title, text) as they were typed."""
        return str(self.tittel.data or ""), str(self.tekst.data or "")


class ScheduleForm(VersionForm):
    """A day and a time; both empty for at once."""

    dag = DateField(validators=[Optional()])
    klokken = TimeField(validators=[Optional()])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dag.label.text, self.klokken.label.text = gettext("Dag"), gettext("Klokken")
        # Empty is let through here only so that `at` can say in words what is lacking.
        self.dag.flags.optional = self.klokken.flags.optional = False

    @property
    def at(self) -> datetime:
        """The moment on the wall in Norway. Raises Invalid at «dag» or «klokken»."""
        if not isinstance(self.dag.data, date):
            raise Invalid("Velg en dag.", field="dag")
        if self.klokken.data is None:
            raise Invalid("Velg et klokkeslett.", field="klokken")
        return clock.at(self.dag.data, self.klokken.data.hour, self.klokken.data.minute)


class ListForm(VersionForm):
    """What a list is called and whom it reaches."""

    navn = StringField()
    grupper = SelectMultipleField(validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    folgere = BooleanField()

    def __init__(self, groups: list[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.grupper.choices = [(str(one.id), one.name) for one in groups]
        self.navn.label.text, self.grupper.label.text = gettext("Navn på listen"), gettext("Alle medlemmer av")
        self.folgere.label.text = gettext("Alle som følger kommunen på e-post")

    @property
    def group_ids(self) -> list[UUID]:
        """The groups that were ticked. Raises Invalid at «grupper» for something that is no id."""
        found = [_uuid(value) for value in self.grupper.data or []]
        if None in found:
            raise Invalid("Velg blant gruppene på listen.", field="grupper")
        return [one for one in found if one is not None]


class ContactForm(VersionForm):
    """An address of the kommune's own choice."""

    epost = EmailField()
    navn = StringField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.epost.label.text, self.navn.label.text = gettext("E-post"), gettext("Navn eller virksomhet")


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
