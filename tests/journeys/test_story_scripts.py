"""The whole story in Chromium with scripts, several people signed in at once, real processes."""

from __future__ import annotations

import pytest

from tests.journeys.story import tell
from tests.journeys.world import Outside


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_proposal_becomes_a_measure_a_promise_and_a_record(
    fresh_site, mail_sink, visitors, tmp_path
):
    world = Outside(fresh_site, mail_sink, visitors, scripts=True)
    tell(world, tmp_path, by_votes=False)
