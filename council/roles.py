"""Offices of those who answer. Pure."""

from __future__ import annotations

from citizens.roles import FACILITATOR, MODERATOR
from commons.roles import OPERATOR
from metrics.roles import ANALYST, STEWARD

DIRECTOR = "director"
CHAIR = "chair"
GOVERNOR = "governor"
CLERK = "clerk"

ALL = (ANALYST, STEWARD, DIRECTOR, CHAIR, GOVERNOR, CLERK, MODERATOR, FACILITATOR, OPERATOR)
SCOPED = frozenset({DIRECTOR, CHAIR, CLERK})
