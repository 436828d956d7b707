"""What the centre's people fill in about a release: why it is discarded, or why one that is out must be corrected."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from saas.centre.releases import LONGEST_REASON
from saas.forms import Form


class ReasonForm(Form):
    """A reason in words."""

    grunn = TextAreaField(
        _("Hvorfor"),
        [InputRequired(_("Skriv hvorfor.")), Length(max=LONGEST_REASON, message=_("Skriv kortere, med høyst 500 tegn."))],
    )
