"""Offices of those who look after the talk. Pure."""

from __future__ import annotations

MODERATOR = "moderator"
FACILITATOR = "facilitator"
