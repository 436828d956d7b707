"""The form of a decision on sharing, and of a proposal of one."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from saas.forms import Form

LONGEST_REASON = 500


class DecisionForm(Form):
    """On or off, why, and which decision the page showed."""

    deling = StringField(_("Deling"), [AnyOf(["ja", "nei"], message=_("Velg om kommunen skal dele tall."))])
    grunn = TextAreaField(
        _("Begrunnelse"), [Length(max=LONGEST_REASON, message=_("Begrunnelsen kan ha høyst 500 tegn."))]
    )
    sett = StringField(_("Beslutningen siden viste"), [Length(max=40)])

    @property
    def shares(self) -> bool:
        """What is wanted."""
        return self.deling.data == "ja"
