"""Offices of those who keep the numbers. Pure."""

from __future__ import annotations

ANALYST = "analyst"
STEWARD = "steward"
