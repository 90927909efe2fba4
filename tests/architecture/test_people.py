"""What people are called: no kept page outlives a name."""

from __future__ import annotations

import pytest
from flask import Flask

from commons import subjects
from tests.architecture.test_queries import addresses
from tests.page import Page


@pytest.mark.demonstration
def test_every_kept_page_goes_when_somebody_takes_another_name_or_leaves(app: Flask) -> None:
    assert len(list(addresses(Page(app)))) > 40
    kept = app.extensions["page_cache"].pages
    assert kept
    assert not [key[1] for key, page in kept.items() if subjects.site_id() not in page.ids]
