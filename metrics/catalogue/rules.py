"""The kinds of things that classify measures."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """Which part of the site a goal belongs to; the parts are never counted together."""

    RUNNING = "running"
    ARCHIVE = "archive"


class AreaKind(StrEnum):
    """What an area is."""

    COUNTY = "county"
    REGION = "region"
