"""Measures as pages, lists and files show them."""

from __future__ import annotations

from metrics.charters.queries import by_slug as by_slug
from metrics.charters.queries import by_subject as by_subject
