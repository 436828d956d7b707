"""What other pages may say of the frames: the badge of anchoring, and the notice until both parties stand behind."""

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from tenants.frames import anchorings, rights
from tenants.frames.models import BOTH


def anchoring_badge() -> Markup:
    """«Forankret i kommunen ✓ og politiet ✓», or nothing before both are registered."""
    if not anchorings.anchored() >= set(BOTH):
        return Markup()
    return Markup(render_template("frames/badge.html"))


def anchoring_notice() -> Markup:
    """What is lacking of the anchoring, with the way to registering it; nothing when both are there."""
    if not can("know"):
        return Markup()
    lacking = [party for party in BOTH if party not in anchorings.anchored()]
    if not lacking:
        return Markup()
    return Markup(render_template("frames/notice.html", lacking=lacking, writes=rights.writes()))
