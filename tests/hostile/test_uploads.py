"""Files of figures as they come: each is read right or refused in words, never half."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from commons import actors
from commons.db import db
from metrics.catalogue import operations as catalogue
from metrics.catalogue.rules import Part
from metrics.charters.rules import CharterFields
from metrics.measures import operations as measures
from metrics.observations.models import Vintage
from tests.hostile.corpus import FOLDER, rows, sendable
from tests.make import make_agency, make_officer

EXPECTED = json.loads((FOLDER / "csv" / "EXPECT.json").read_text())
FILES = sorted(EXPECTED)
TAKEN = {"ok_plain.csv": 2, "ok_bom_crlf.csv": 1, "ok_quoted_newline.csv": 1,
         "ok_escaped_quotes.csv": 1, "ok_no_final_newline.csv": 1, "blank_lines.csv": 1,
         "spaces.csv": 1}  # fmt: skip
REFUSED = (
    "empty.csv", "missing_column.csv", "dup_header.csv", "short_row.csv", "long_row.csv",
    "unclosed_quote.csv", "nul_byte.csv", "bad_number.csv", "bad_period.csv", "dup_rows.csv",
    "unknown_measure.csv", "other_council_measure.csv", "really_html.csv", "really_png.csv",
    "really_zip.csv",
)  # fmt: skip


OWN = "M1"  # what the files call the measure that they are uploaded for


@pytest.fixture
def analyst(page):
    catalogue.add_goal(actor=actors.system(), title="Roads", summary="Safe.", part=Part.RUNNING)
    return make_officer("analyst")


def measure_for(name: str) -> str:
    """The measure that the file speaks of, unless it speaks of another; its address at the desk."""
    goal = catalogue.add_goal(
        actor=actors.system(), title=f"Goal of {name}", summary="x", part=Part.RUNNING
    )
    charter = CharterFields(title="Road deaths", definition="People killed.", unit="people")
    measures.adopt(
        actor=actors.system(), goal=goal, charter=charter, lead_agency=make_agency(),
        contributors=[], slug=OWN,
    )  # fmt: skip
    return f"/desk/measures/{OWN}/figures"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_previewed_or_refused_and_stores_nothing_before_it_is_seen(page, analyst, name):
    page.get(measure_for(name), as_=analyst)
    content = (FOLDER / "csv" / name).read_bytes()
    page.submit("Check and preview", file=(name, content), status=422)
    previewed = bool(page.all("#preview"))
    assert db.session.scalar(select(func.count()).select_from(Vintage)) == 0
    if name in TAKEN:
        assert previewed, page.main
        assert len(page.all("#preview tbody tr")) == TAKEN[name]
    if name in REFUSED:
        assert not previewed
    if not previewed:
        assert len(page.one(".error-summary").get_text(strip=True)) > 30


def test_the_name_of_a_file_is_never_more_than_words(page, analyst):
    page.get(measure_for("ok_plain.csv"), as_=analyst)
    content = (FOLDER / "csv" / "ok_plain.csv").read_bytes()
    for row in rows("filenames"):
        name = sendable(row.text).replace("\0", "").replace("\r", "").replace("\n", "")
        page.submit("Check and preview", file=(name or "x", content), status=422)
