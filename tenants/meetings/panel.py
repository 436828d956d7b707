"""What meetings show on a group's page: twelve months of cadence, and the next meetings."""

from flask import render_template

from saas import clock
from saas.accounts.guard import can
from tenants.groups.models import Group
from tenants.meetings import service
from tenants.meetings.meeting_page import NAMES

SHOWN = 3


def of_group(group: Group) -> str:
    """Finished HTML for the group's page."""
    standing = service.cadence_of([group], clock.today())[group.id]
    return render_template(
        "meetings/panel.html", group=group, standing=standing, meetings=service.upcoming(SHOWN, group.id), names=NAMES,
        coordinates=can("coordinate") and group.closed_on is None,
    )  # fmt: skip
