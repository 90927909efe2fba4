"""The app as a map: nothing of it is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import build_app, close


@pytest.fixture(scope="session")
def site_map(worker: str) -> Iterator[Flask]:
    """The app without a database behind it."""
    app = build_app("sqlite", f"{worker}-map")
    yield app
    close(app)
