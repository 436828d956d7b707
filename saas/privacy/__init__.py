"""The person-data guard: what must not stand in a coordination system. A seat belt, never a promise of anonymity."""

from saas.privacy.guard import inspect
from saas.privacy.wording import REASONS, Finding, worst

__all__ = ["REASONS", "Finding", "inspect", "worst"]
