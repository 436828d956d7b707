"""The doors of minutes, hung up in one place: reading, writing, sending, comments, files; and the clock's rounds."""

from saas.furnishing import Feature
from tenants.minutes import action_views, comment_views, file_views, jobs, reading_views, sending_views, writing_views
from tenants.minutes.doors import bp

__all__ = ["FEATURE", "action_views", "bp", "file_views", "jobs", "reading_views", "sending_views", "writing_views"]

FEATURE = Feature(
    "minutes",
    bp,
    menu=("Referater", "minutes.index", "read"),
    section="minutes",
    tabs=(("Referater", "minutes.index", "read"),),
    purposes={"minutes.comment": comment_views.by_link},
)
