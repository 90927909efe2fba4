"""The style sheet that is served is the sum of its parts, and stays small."""

import gzip
import re

from bin.styles import CSS, PARTS, SERVED, joined


def test_the_served_sheet_equals_its_parts() -> None:
    assert SERVED.read_text(encoding="utf-8") == joined(), "run: python bin/styles.py"


def test_no_part_is_left_out() -> None:
    assert {path.stem for path in CSS.glob("*.css")} == {*PARTS, SERVED.stem}


def test_the_sheet_stays_under_14_kilobytes() -> None:
    assert len(gzip.compress(SERVED.read_bytes(), 9)) < 14 * 1024


def test_colours_are_named_in_the_tokens_only() -> None:
    for part in PARTS:
        if part != "tokens":
            text = (CSS / f"{part}.css").read_text(encoding="utf-8")
            assert not re.search(r"#[0-9a-f]{3,8}\b", text), part


def test_no_address_leads_outside() -> None:
    assert "//" not in SERVED.read_text(encoding="utf-8")
