"""The forms of meetings. Limits are those of the tables; every message is a sentence in Norwegian."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation

from saas import clock
from saas.forms import Form
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.meetings.fields import BetterChoice, ClockField, DayField, NumberField, one_line, tidy
from tenants.meetings.models import Meeting
from tenants.meetings.recurrence import Rule
from tenants.network.models import Person

KINDS = [("information", _("Orientering")), ("discussion", _("Drøfting")), ("decision", _("Beslutning"))]
WEEKDAYS = [
    (1, _("mandag")), (2, _("tirsdag")), (3, _("onsdag")), (4, _("torsdag")), (5, _("fredag")), (6, _("lørdag")),
    (7, _("søndag")),
]  # fmt: skip
PLACES_IN_MONTH = [(1, _("første")), (2, _("andre")), (3, _("tredje")), (4, _("fjerde")), (-1, _("siste"))]
EVERY = [(1, _("hver måned")), (2, _("annenhver måned")), (3, _("hver tredje måned")), (6, _("hvert halvår"))]
# Five years ahead is a slip of the keyboard.
FURTHEST = timedelta(days=5 * 366)


class OfAGroup(Form):
    """Something for one of the groups that the visitor sees."""

    gruppe = BetterChoice(_("Gruppe"))

    def validate_gruppe(self, field: SelectField) -> None:
        """The empty choice is only there to be left."""
        if not field.data:
            raise StopValidation(gettext("Velg en gruppe."))


class WhenForm(Form):
    """Day, from and to, and where."""

    dag = DayField(_("Dag"), [InputRequired(_("Velg en dag."))])
    begynner = ClockField(_("Fra klokka"), [InputRequired(_("Skriv når møtet begynner."))])
    slutter = ClockField(_("Til klokka"), [InputRequired(_("Skriv når møtet slutter."))])
    sted = StringField(_("Sted"), [Length(max=200, message=_("Stedet kan ha høyst 200 tegn."))], filters=[one_line])
    praktisk = TextAreaField(
        _("Praktisk informasjon"), [Length(max=2000, message=_("Teksten kan ha høyst 2000 tegn."))], filters=[tidy]
    )
    versjon = HiddenField()

    def validate_dag(self, field: DateField) -> None:
        """A meeting is planned ahead."""
        if field.data and not clock.today() <= field.data <= clock.today() + FURTHEST:
            raise StopValidation(gettext("Velg en dag fra i dag til høyst fem år fram i tid."))

    def times(self) -> tuple[datetime, datetime]:
        """Start and end, right across the change to and from summer time."""
        day: date = self.dag.data  # type: ignore[assignment]
        begins: time = self.begynner.data  # type: ignore[assignment]
        ends: time = self.slutter.data  # type: ignore[assignment]
        return clock.at(day, begins.hour, begins.minute), clock.at(day, ends.hour, ends.minute)

    def show(self, meeting: Meeting) -> None:
        """Fill in what stands now."""
        self.dag.data = meeting.day
        self.begynner.data, self.slutter.data = meeting.starts.time(), meeting.ends.time()
        self.sted.data, self.praktisk.data = meeting.place, meeting.practical
        self.versjon.data = str(meeting.version)


class MeetingForm(OfAGroup, WhenForm):
    """A new single meeting."""


class SeriesForm(OfAGroup):
    """A series: which weekday, how often, from when to when."""

    hvilken = BetterChoice(_("Hvilken gang i måneden"), choices=PLACES_IN_MONTH, coerce=int, default=3)
    ukedag = BetterChoice(_("Ukedag"), choices=WEEKDAYS, coerce=int, default=2)
    hver = BetterChoice(_("Hvor ofte"), choices=EVERY, coerce=int, default=1)
    fra = DayField(_("Fra og med"), [InputRequired(_("Velg første dag."))])
    til = DayField(_("Til og med"), [InputRequired(_("Velg siste dag."))])
    begynner = ClockField(_("Klokka"), [InputRequired(_("Skriv når møtene begynner."))])
    varighet = NumberField(
        _("Varighet i minutter"),
        [InputRequired(_("Skriv hvor lenge møtene varer.")), NumberRange(15, 600, _("Skriv et tall fra 15 til 600."))],
        default=120,
    )
    sted = StringField(_("Sted"), [Length(max=200, message=_("Stedet kan ha høyst 200 tegn."))], filters=[one_line])
    hopp_over_juli = BooleanField(_("Ingen møter i juli"), default=True)

    def validate_fra(self, field: DateField) -> None:
        """A series starts today or later."""
        if field.data and not clock.today() <= field.data <= clock.today() + FURTHEST:
            raise StopValidation(gettext("Velg en dag fra i dag til høyst fem år fram i tid."))

    def validate_til(self, field: DateField) -> None:
        """Five years are enough for any series."""
        if field.data and field.data > clock.today() + FURTHEST:
            raise StopValidation(gettext("Velg en dag høyst fem år fram i tid."))

    def rule(self) -> Rule:
        """What was chosen, as a rule."""
        return Rule(
            self.ukedag.data, self.hvilken.data, self.fra.data, self.til.data, self.hver.data, self.hopp_over_juli.data
        )  # type: ignore[arg-type]


class LongerForm(Form):
    """A series that goes on."""

    til = DayField(_("Ny siste dag"), [InputRequired(_("Velg siste dag."))])
    versjon = HiddenField()

    def validate_til(self, field: DateField) -> None:
        """Five years are enough for any series."""
        if field.data and field.data > clock.today() + FURTHEST:
            raise StopValidation(gettext("Velg en dag høyst fem år fram i tid."))


class ProposalForm(Form):
    """«Foreslå en sak»: what it is about, and what is wanted of the group."""

    tittel = StringField(
        _("Hva gjelder det?"),
        [InputRequired(_("Skriv hva saken gjelder.")), Length(max=200, message=_("Tittelen kan ha høyst 200 tegn."))],
        filters=[one_line],
    )
    beskrivelse = TextAreaField(
        _("Beskrivelse"), [Length(max=10000, message=_("Beskrivelsen kan ha høyst 10 000 tegn."))], filters=[tidy]
    )
    type = RadioField(_("Hva ønsker du av gruppen?"), choices=KINDS, default="discussion", validate_choice=False)

    def validate_tittel(self, field: StringField) -> None:
        """Blanks are no title."""
        if not field.data:
            raise StopValidation(gettext("Skriv hva saken gjelder."))

    def validate_type(self, field: RadioField) -> None:
        """One of the three."""
        if field.data not in dict(KINDS):
            raise StopValidation(gettext("Velg orientering, drøfting eller beslutning."))

    def words(self) -> dict[str, str]:
        """Title, description and kind, as the services want them."""
        return {
            "title": self.tittel.data or "",
            "description": self.beskrivelse.data or "",
            "kind": self.type.data or "",
        }


class BacklogForm(OfAGroup, ProposalForm):
    """A proposal from the list of waiting saker, where the group is chosen too."""


class SakForm(ProposalForm):
    """A sak on an agenda: its time and who presents it as well."""

    minutter = NumberField(
        _("Minutter"),
        [
            InputRequired(_("Skriv hvor mange minutter saken tar.")),
            NumberRange(0, 480, _("Skriv et tall fra 0 til 480.")),
        ],
        default=15,
    )
    legger_fram = BetterChoice(_("Legger fram"), default="")
    versjon = HiddenField()

    def presenter(self) -> UUID | None:
        """Who presents the sak, if anybody is chosen."""
        return UUID(self.legger_fram.data) if self.legger_fram.data else None


class CancelForm(Form):
    """Calling off, with the reason that is sent to everyone."""

    grunn = TextAreaField(
        _("Hvorfor er møtet avlyst?"),
        [
            InputRequired(_("Skriv hvorfor møtet er avlyst.")),
            Length(max=500, message=_("Grunnen kan ha høyst 500 tegn.")),
        ],
        filters=[tidy],
    )
    versjon = HiddenField()


class PaperForm(Form):
    """One file."""

    fil = FileField(_("Sakspapir"))


def choose_among(field: SelectField, groups: list[Group]) -> None:
    """The groups that may be chosen; one group is chosen already."""
    field.choices = [(str(group.id), group.name) for group in groups]
    if len(groups) > 1:
        field.choices.insert(0, ("", gettext("Velg gruppe")))


def choose_presenter(field: SelectField, people: list[Person]) -> None:
    """Everyone in the network, and nobody."""
    field.choices = [("", gettext("Ingen valgt")), *((str(p.id), f"{p.name}, {p.organisation.name}") for p in people)]
