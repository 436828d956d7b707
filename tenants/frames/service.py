"""The verbs that others call: place the coordinator, anchor the work, and what is known of the frames."""

from tenants.frames.anchorings import anchor, anchored
from tenants.frames.placements import Period, current, few, place

__all__ = ["Period", "anchor", "anchored", "current", "few", "place"]
