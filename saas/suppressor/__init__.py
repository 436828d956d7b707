"""Which figures of a release must be blank so that no kommune can be worked out, at the least loss."""

from saas.suppressor.case import Case, Earlier, Equation
from saas.suppressor.parameters import Parameters
from saas.suppressor.pattern import Need, Pattern
from saas.suppressor.protecting import protect
from saas.suppressor.refusals import BadCase, CannotProtect

__all__ = [
    "BadCase",
    "CannotProtect",
    "Case",
    "Earlier",
    "Equation",
    "Need",
    "Parameters",
    "Pattern",
    "protect",
]
