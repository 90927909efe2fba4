"""Uploads: every fault is named by line and column, and nothing is half loaded."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.periods import Kind
from metrics.loading.rules import MAX_BYTES, Checked, Code, Notice, check
from metrics.observations.rules import Marker

HOSTILE = Path(__file__).parents[2] / "data" / "hostile"
FILES = HOSTILE / "csv"
HEAD = "period,value,marker,note\n"


def load(text: str, measure: str | None = "M1") -> Checked:
    return check(text.encode(), measure)


def faults(found: Checked) -> list[tuple[int, str, Code]]:
    return [(error.line, error.column, error.code) for error in found.errors]


ACCEPTED = {
    "ok_plain.csv": 2,
    "ok_bom_crlf.csv": 1,
    "ok_quoted_newline.csv": 1,
    "ok_escaped_quotes.csv": 1,
    "ok_no_final_newline.csv": 1,
    "formula.csv": 1,
    "html.csv": 1,
    "cr_only.csv": 1,
    "mixed_eol.csv": 3,
    "blank_lines.csv": 1,
    "spaces.csv": 1,
    "semicolon.csv": 1,
    "tab.csv": 1,
}
REFUSED = {
    "empty.csv": [(0, "", Code.EMPTY_FILE)],
    "header_only.csv": [(1, "", Code.NO_ROWS)],
    "missing_column.csv": [(1, "value", Code.MISSING_COLUMN)],
    "extra_column.csv": [(1, "is_admin", Code.UNKNOWN_COLUMN)],
    "dup_header.csv": [(1, "value", Code.DUPLICATE_COLUMN)],
    "short_row.csv": [(2, "", Code.SHORT_ROW)],
    "long_row.csv": [(2, "", Code.LONG_ROW)],
    "unclosed_quote.csv": [(2, "", Code.UNREADABLE)],
    "nul_byte.csv": [(2, "", Code.NUL_BYTE)],
    "latin1.csv": [(2, "", Code.NOT_UTF8)],
    "utf16.csv": [(0, "", Code.UTF16)],
    "bad_number.csv": [
        (2, "value", Code.BAD_NUMBER),
        (3, "value", Code.MISSING_VALUE),
        (4, "value", Code.BAD_NUMBER),
        (5, "value", Code.BAD_NUMBER),
        (6, "value", Code.BAD_NUMBER),
        (7, "value", Code.COMMA_IN_NUMBER),
    ],
    "bad_period.csv": [
        (2, "period", Code.BAD_PERIOD),
        (3, "period", Code.BAD_PERIOD),
        (4, "period", Code.MISSING_PERIOD),
    ],
    "dup_rows.csv": [(3, "period", Code.DUPLICATE_ROW)],
    "unknown_measure.csv": [(2, "measure", Code.WRONG_MEASURE)],
    "other_council_measure.csv": [(2, "measure", Code.WRONG_MEASURE)],
    "really_html.csv": [(0, "", Code.NOT_A_TABLE)],
    "really_png.csv": [(0, "", Code.NOT_A_TABLE)],
    "really_zip.csv": [(0, "", Code.NOT_A_TABLE)],
}


def test_every_example_file_has_its_expected_answer() -> None:
    answers = json.loads((FILES / "EXPECT.json").read_text(encoding="utf-8"))
    assert set(answers) == ACCEPTED.keys() | REFUSED.keys()


@pytest.mark.parametrize(("name", "rows"), ACCEPTED.items())
def test_a_sound_file_is_accepted_whole(name: str, rows: int) -> None:
    found = check((FILES / name).read_bytes(), "M1")
    assert found.accepted
    assert len(found.rows) == rows
    assert found.measure == "M1"


@pytest.mark.parametrize(("name", "expected"), REFUSED.items())
def test_a_faulty_file_is_refused_by_line(name: str, expected: list[tuple[int, str, Code]]) -> None:
    found = check((FILES / name).read_bytes(), "M1")
    assert faults(found) == expected
    assert not found.accepted
    assert found.rows == ()


def test_what_was_guessed_is_said() -> None:
    semicolons = check((FILES / "semicolon.csv").read_bytes(), "M1")
    assert semicolons.rows[0].value == "1.5"
    assert semicolons.notices == (Notice.SEMICOLONS, Notice.DECIMAL_COMMAS)
    assert check((FILES / "tab.csv").read_bytes(), "M1").notices == (Notice.TABS,)
    assert load(HEAD + "2026-01,0,,\n").notices == (Notice.ZEROS,)


def test_text_that_looks_like_a_formula_is_kept_as_it_is() -> None:
    rows = check((FILES / "formula.csv").read_bytes(), "M1").rows
    assert rows[0].note == '=HYPERLINK("https://example.invalid")'


def test_the_file_may_name_its_measure_itself() -> None:
    assert check((FILES / "ok_plain.csv").read_bytes()).measure == "M1"
    assert faults(load("measure,period,value\nA,2025,1\nB,2026,1\n", None)) == [
        (3, "measure", Code.WRONG_MEASURE)
    ]
    assert faults(load("period,value\n2025,1\n", None)) == [(2, "measure", Code.MISSING_MEASURE)]


VALUES = {
    "-2": True,
    "+3": True,
    "-2.5": True,
    "00123": True,
    "1_000": False,
    "nan": False,
    "NaN": False,
    "inf": False,
    "-inf": False,
    "1e3": False,
    "0x1F": False,
    "١٢٣": False,
    "12٫5": False,
    "１２": False,
    "−2": False,
    ".5": False,
    "5.": False,
    "1 000": False,
    "5 %": False,
    "9" * 400: False,
    "None": False,
}


@pytest.mark.parametrize(("text", "good"), VALUES.items())
def test_only_plain_numbers_are_numbers(text: str, good: bool) -> None:
    found = load(f"{HEAD}2026-01,{text},,\n")
    assert found.accepted is good
    if good:
        assert found.rows[0].value == text
        assert found.rows[0].number == float(text)
    else:
        assert faults(found) == [(2, "value", Code.BAD_NUMBER)]


def test_a_formula_is_no_number() -> None:
    assert faults(load(HEAD + "2026-01,=1+1,,\n")) == [(2, "value", Code.FORMULA)]


def test_a_comma_that_may_mean_thousands_is_refused() -> None:
    found = load("period;value\n2026-01;1,234\n")
    assert faults(found) == [(2, "value", Code.COMMA_IN_NUMBER)]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("2026-01,,c,", None),
        ("2026-01,,X,", None),
        ("2026-01,0,k,", None),
        ("2026-01,,k,", None),
        ("2026-01,1,k,", ("value", Code.VALUE_WITH_MARKER)),
        ("2026-01,0,c,", ("value", Code.VALUE_WITH_MARKER)),
        ("2026-01,,q,", ("marker", Code.BAD_MARKER)),
        ("2026-01,,,", ("value", Code.MISSING_VALUE)),
    ],
)
def test_a_marker_stands_in_place_of_a_value(cells: str, fault: tuple[str, Code] | None) -> None:
    found = load(f"{HEAD}{cells}\n")
    assert faults(found) == ([(2, *fault)] if fault else [])


def test_a_marker_is_kept() -> None:
    (row,) = load(HEAD + "2026-01,,c,hidden\n").rows
    assert (row.marker, row.value, row.number, row.note) == (Marker.SUPPRESSED, "", None, "hidden")


@pytest.mark.parametrize(
    ("bounds", "good"),
    [("1,2,3", True), (",2,3", True), ("2,2,2.0", True), ("3,2,4", False), ("1,5,4", False)],
)
def test_a_value_lies_within_its_bounds(bounds: str, good: bool) -> None:
    found = load(f"period,lower,value,upper\n2026,{bounds}\n")
    assert found.accepted is good
    assert good or faults(found) == [(2, "value", Code.BOUNDS)]


@pytest.mark.parametrize(
    ("start", "end", "label", "kind"),
    [
        ("2026-01-01", "2026-01-31", "2026-01", Kind.MONTH),
        ("2026-04-01", "2026-06-30", "2026 Q2", Kind.QUARTER),
        ("2026-07-01", "2026-12-31", "2026 H2", Kind.HALF),
        ("2026-01-01", "2026-12-31", "2026", Kind.YEAR),
        ("2025-07-01", "2026-06-30", "FY 2026", Kind.FISCAL_YEAR),
        ("2026-05-05", "2026-05-05", "2026-05-05", Kind.DAY),
        ("2026-05-05", "2026-06-07", "2026-05-05/2026-06-07", Kind.MONTHS),
    ],
)
def test_a_period_may_come_as_two_days(start: str, end: str, label: str, kind: Kind) -> None:
    (row,) = load(f"period_start,period_end,value\n{start},{end},1\n").rows
    assert (row.period.label, row.period.kind) == (label, kind)
    assert row.period.start == date.fromisoformat(start)


@pytest.mark.parametrize(
    ("start", "end", "column"),
    [
        ("2026-02-30", "2026-03-31", "period_start"),
        ("2026", "2026-03-31", "period_start"),
        ("2026-01-01", "", "period_end"),
        ("2026-02-01", "2026-01-31", "period_end"),
    ],
)
def test_two_days_must_be_days_in_order(start: str, end: str, column: str) -> None:
    found = load(f"period_start,period_end,value\n{start},{end},1\n")
    assert faults(found) == [(2, column, Code.BAD_PERIOD)]


def test_one_period_in_two_spellings_is_twice() -> None:
    found = load("period,value,county\n2026 Q1,1,\n2026 Q1,2,Clallam\nQ1 2026,3,\n")
    assert faults(found) == [(4, "period", Code.DUPLICATE_ROW)]
    assert found.errors[0].params == {"first": "2"}


def test_lines_are_counted_over_quoted_breaks() -> None:
    found = load('period,value,note\n2026-01,1,"a\nb"\n2026-02,x,\n')
    assert faults(found) == [(4, "value", Code.BAD_NUMBER)]


def test_dimensions_are_kept_in_order() -> None:
    (row,) = load("period,county,value,group\n2026,King,1,Women\n").rows
    assert row.dimensions == (("group", "Women"), ("county", "King"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" \n\t\n", Code.EMPTY_FILE),
        (b",,,\n,\n", Code.EMPTY_FILE),
        (b"\xef\xbb\xbf", Code.EMPTY_FILE),
        (b"\xfe\xff\x00a", Code.UTF16),
        (b"%PDF-1.7", Code.NOT_A_TABLE),
        (b"a" * (MAX_BYTES + 1), Code.TOO_BIG),
        (b'period,value\n2026,"' + b"1" * 200_000 + b'"\n', Code.UNREADABLE),
        (b"value\n1\n", Code.MISSING_COLUMN),
        (b"period_start,value\n2026-01-01,1\n", Code.MISSING_COLUMN),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: Code) -> None:
    assert [error.code for error in check(data, "M1").errors] == [code]


def test_every_hostile_cell_is_kept_as_a_note_or_refused_with_a_line() -> None:
    lines = (HOSTILE / "csv_cells.jsonl").read_text(encoding="utf-8").splitlines()
    for cell in (json.loads(line)["input"] for line in lines):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([["period", "value", "note"], ["2026-01", "1", cell]])
        found = load(out.getvalue())
        assert found.accepted, cell
        assert found.rows[0].note == cell.strip()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(data: bytes) -> None:
    found = check(data, "M1")
    assert found.accepted == bool(found.rows)


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    found = check((HEAD + text).encode("utf-8", "surrogatepass"), "M1")
    assert found.accepted == bool(found.rows)
