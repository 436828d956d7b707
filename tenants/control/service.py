"""What is logged when a report about a person is made, and who may do what a controller only looks at."""

from saas import audit, here
from tenants.control import subject
from tenants.control.retention import RUNNERS
from tenants.network.models import Person


def take_report(person: Person) -> subject.Report:
    """The report about one person, with its trace in the log."""
    report = subject.of(person)
    audit.record("subject.reported", person, rows=report.total)
    return report


def may_run() -> bool:
    """Whether the visitor may delete: those who answer for the work, never whoever controls it."""
    return here.role() in RUNNERS
