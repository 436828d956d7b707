"""The form of leaving."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas.forms import Form


class LeaveForm(Form):
    """The kommune's name, typed by hand, and why."""

    navn = StringField(
        _("Navnet på kommunen"),
        [InputRequired(_("Skriv navnet på kommunen.")), Length(max=80, message=_("Navnet er for langt."))],
    )
    grunn = TextAreaField(
        _("Hvorfor skal kommunen slettes?"),
        [InputRequired(_("Skriv kort hvorfor.")), Length(max=1000, message=_("Teksten kan ha høyst 1000 tegn."))],
    )
