"""The whole story through HTTP, every page checked, on both databases."""

from __future__ import annotations

import pytest

from tests.journeys.story import tell
from tests.journeys.world import Inside


@pytest.mark.demonstration
def test_a_proposal_becomes_a_measure_a_promise_and_a_record(make_app, mail_sink, clock, tmp_path):
    app = make_app(GOALPOST_DEMONSTRATION="1", MAIL_URL=mail_sink.url)
    tell(Inside(app, mail_sink, clock), tmp_path, by_votes=True)
