"""Offices of those who keep the numbers. Pure."""

from __future__ import annotations

ANALYST = "analyst"
STEWARD = "steward"
DIRECTOR = "director"
CHAIR = "chair"

KEEPERS = (ANALYST, STEWARD, DIRECTOR, CHAIR)
