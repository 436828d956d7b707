"""The verbs of the situasjonsbilde: what the sheet says, which figures it shows, and the sak it becomes."""

from tenants.situation.choices import MOST, add, available, chosen, move, order, remove
from tenants.situation.content import build, steering_group
from tenants.situation.document import filename, pdf, spark
from tenants.situation.reports import LONGEST_SUMMARY, draft, find, frozen, present, whole

__all__ = [
    "LONGEST_SUMMARY",
    "MOST",
    "add",
    "available",
    "build",
    "chosen",
    "draft",
    "filename",
    "find",
    "frozen",
    "move",
    "order",
    "pdf",
    "present",
    "remove",
    "spark",
    "steering_group",
    "whole",
]
