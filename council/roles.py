"""Offices of those who answer. Pure."""

from __future__ import annotations

from citizens.roles import FACILITATOR as FACILITATOR
from citizens.roles import MODERATOR as MODERATOR
from commons.roles import OPERATOR as OPERATOR
from metrics.roles import ANALYST as ANALYST
from metrics.roles import CHAIR as CHAIR
from metrics.roles import DIRECTOR as DIRECTOR
from metrics.roles import KEEPERS as KEEPERS
from metrics.roles import STEWARD as STEWARD

GOVERNOR = "governor"
CLERK = "clerk"

ALL = (ANALYST, STEWARD, DIRECTOR, CHAIR, GOVERNOR, CLERK, MODERATOR, FACILITATOR, OPERATOR)
SCOPED = frozenset({DIRECTOR, CHAIR, CLERK})  # each for a council
OF_AN_AGENCY = frozenset({ANALYST, STEWARD})  # each for an agency, a council or the whole site
