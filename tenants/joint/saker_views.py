"""The doors of the shared saker: put one on all the agendas, word it anew, take it off, and write about it together."""

from typing import Any
from uuid import UUID

from flask import render_template

from saas.accounts.guard import may
from saas.errors import Guarded, Invalid, NotNow
from saas.forms import kept
from saas.joint import Item
from saas.pages import gettext
from tenants.joint import following, joint_page, saker, service
from tenants.joint.doors import attempt, bp, done
from tenants.joint.forms import SakForm, TextForm
from tenants.joint.models import JointEntry, JointMeeting
from tenants.meetings.fields import seen
from tenants.minutes.rights import require_writer


@bp.get("/<uuid:joint_id>/saker/ny")
@may("coordinate")
def new_item(joint_id: UUID) -> Any:
    """A form for a shared sak."""
    row = service.find(joint_id)
    service.open_event(row)
    return _sak_page(row, SakForm(formdata=None))


@bp.post("/<uuid:joint_id>/saker/ny")
@may("coordinate")
def add_item(joint_id: UUID) -> Any:
    """Onto all the agendas."""
    row, form, status = service.find(joint_id), SakForm(), 422
    if form.validate():
        try:
            saker.add(row, form.facts(), kept())
            return done(gettext("Saken står på sakslisten her, og er på vei til de andre kommunene."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _sak_page(row, form), status


@bp.get("/<uuid:joint_id>/saker/<uuid:joint_entry_id>")
@may("coordinate")
def edit_item(joint_id: UUID, joint_entry_id: UUID) -> Any:
    """A form with what stands now."""
    row = service.find(joint_id)
    entry, _event, item = saker.find(row, joint_entry_id)
    form = SakForm(formdata=None)
    form.tittel.data, form.beskrivelse.data, form.type.data = item.title, item.description, item.kind
    form.minutter.data, form.versjon.data = item.minutes, str(item.version)
    return _sak_page(row, form, entry, item)


@bp.post("/<uuid:joint_id>/saker/<uuid:joint_entry_id>")
@may("coordinate")
def change_item(joint_id: UUID, joint_entry_id: UUID) -> Any:
    """Another wording on all the agendas."""
    row = service.find(joint_id)
    entry, _event, item = saker.find(row, joint_entry_id)
    form, status = SakForm(), 422
    if form.validate():
        try:
            saker.change(row, item, seen(form.versjon.data), form.facts(), kept())
            return done(gettext("Saken er endret her, og er på vei til de andre kommunene."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _sak_page(row, form, entry, item), status


@bp.post("/<uuid:joint_id>/saker/<uuid:joint_entry_id>/fjerning")
@may("coordinate")
def remove_item(joint_id: UUID, joint_entry_id: UUID) -> Any:
    """Off all the agendas."""
    row = service.find(joint_id)
    _entry, _event, item = saker.find(row, joint_entry_id)

    def deed() -> str:
        saker.remove(row, item, item.version)
        return gettext("Saken er tatt av sakslisten i alle kommunene.")

    return attempt(row, deed)


@bp.get("/<uuid:joint_id>/referat/<uuid:joint_entry_id>")
@may("read")
def write(joint_id: UUID, joint_entry_id: UUID) -> Any:
    """What all the minutes say about a shared sak, as it stands."""
    row = service.find(joint_id)
    entry, _event, item = saker.find(row, joint_entry_id)
    require_writer(row.meeting.group)
    form = TextForm(formdata=None)
    form.notater.data, form.beslutning.data, form.versjon.data = item.notes, item.decision, str(item.text_version)
    return _text_page(row, form, entry, item)


@bp.post("/<uuid:joint_id>/referat/<uuid:joint_entry_id>")
@may("read")
def save(joint_id: UUID, joint_entry_id: UUID) -> Any:
    """Save it for all. Of two who write at once the second sees both texts, and nothing is lost."""
    row = service.find(joint_id)
    entry, _event, item = saker.find(row, joint_entry_id)
    require_writer(row.meeting.group)
    form, status = TextForm(), 422
    if form.validate():
        try:
            saker.write(row, item, seen(form.versjon.data), form.texts(), kept())
            return done(gettext("Teksten er lagret her, og er på vei til de andre kommunenes referater."), row)
        except (Invalid, NotNow, Guarded) as refusal:
            status = form.take(refusal)
    return _text_page(row, form, entry, item, both=status == 409), status


@bp.post("/<uuid:joint_id>/referat/henting")
@may("coordinate")
def take_in(joint_id: UUID) -> Any:
    """Fetch what was written after our minutes were approved."""
    row = service.find(joint_id)

    def deed() -> str:
        following.take_in(row)
        return gettext("Den nye teksten er hentet. Lag en ny versjon av referatet når den skal gjelde.")

    return attempt(row, deed)


def _sak_page(row: JointMeeting, form: SakForm, entry: JointEntry | None = None, item: Item | None = None) -> str:
    everywhere = joint_page.everywhere(row)
    return render_template("joint/sak.html", joint=row, form=form, entry=entry, item=item, everywhere=everywhere)


def _text_page(row: JointMeeting, form: TextForm, entry: JointEntry, item: Item, *, both: bool = False) -> str:
    return render_template(
        "joint/text.html", joint=row, form=form, entry=entry, item=item, both=both, approved=following.approved(row.meeting),
        everywhere=joint_page.everywhere(row),
    )  # fmt: skip
