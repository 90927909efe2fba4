"""Offices of those who answer. Pure."""

from __future__ import annotations

from citizens.roles import FACILITATOR as FACILITATOR
from citizens.roles import MODERATOR as MODERATOR
from commons.roles import OPERATOR as OPERATOR
from metrics.roles import ANALYST as ANALYST
from metrics.roles import STEWARD as STEWARD

DIRECTOR = "director"
CHAIR = "chair"
GOVERNOR = "governor"
CLERK = "clerk"

ALL = (ANALYST, STEWARD, DIRECTOR, CHAIR, GOVERNOR, CLERK, MODERATOR, FACILITATOR, OPERATOR)
SCOPED = frozenset({DIRECTOR, CHAIR, CLERK})
