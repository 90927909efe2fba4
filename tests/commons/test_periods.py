"""Periods: every published form is read, kept under its label, and steps evenly."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.periods import (
    Kind,
    following,
    is_same_kind,
    is_year_before,
    parse,
    periods_between,
    previous,
)

ARCHIVE = Path("council/demonstration/data/washington/washington-measures.csv")
ROOT = Path(__file__).parents[2]

FORMS = [
    ("2013", "2013-01-01", "2013-12-31", Kind.YEAR),
    ("2015-12", "2015-12-01", "2015-12-31", Kind.MONTH),
    ("1993 01", "1993-01-01", "1993-01-31", Kind.MONTH),
    ("Jan 2024", "2024-01-01", "2024-01-31", Kind.MONTH),
    ("Sept 2024", "2024-09-01", "2024-09-30", Kind.MONTH),
    ("2024 february", "2024-02-01", "2024-02-29", Kind.MONTH),
    ("2012-06-30", "2012-06-30", "2012-06-30", Kind.DAY),
    ("2024-W01", "2024-01-01", "2024-01-07", Kind.WEEK),
    ("2024 Q3", "2024-07-01", "2024-09-30", Kind.QUARTER),
    ("2024-Q3", "2024-07-01", "2024-09-30", Kind.QUARTER),
    ("Q3 2024", "2024-07-01", "2024-09-30", Kind.QUARTER),
    ("2024 H2", "2024-07-01", "2024-12-31", Kind.HALF),
    ("2010 Jan-Jun (estimate)", "2010-01-01", "2010-06-30", Kind.HALF),
    ("released 2009 Jan-Mar", "2009-01-01", "2009-03-31", Kind.QUARTER),
    ("Feb to May 2010", "2010-02-01", "2010-05-31", Kind.MONTHS),
    ("Feb - Apr 2010", "2010-02-01", "2010-04-30", Kind.MONTHS),
    ("2010 May-May", "2010-05-01", "2010-05-31", Kind.MONTH),
    ("FY 2009", "2008-07-01", "2009-06-30", Kind.FISCAL_YEAR),
    ("fiscal year 2009", "2008-07-01", "2009-06-30", Kind.FISCAL_YEAR),
    ("SFY 2000", "1999-07-01", "2000-06-30", Kind.FISCAL_YEAR),
    ("FY 2012-13", "2012-07-01", "2013-06-30", Kind.FISCAL_YEAR),
    ("FY 2010 Q1", "2009-07-01", "2009-09-30", Kind.FISCAL_QUARTER),
    ("SFQ 2015/3", "2015-01-01", "2015-03-31", Kind.FISCAL_QUARTER),
    ("2012-13", "2012-07-01", "2013-06-30", Kind.SPLIT_YEAR),
    ("2014/15", "2014-07-01", "2015-06-30", Kind.SPLIT_YEAR),
    ("2014/2015", "2014-07-01", "2015-06-30", Kind.SPLIT_YEAR),
    ("1999/00", "1999-07-01", "2000-06-30", Kind.SPLIT_YEAR),
    ("2015/16 to 2017/18", "2015-07-01", "2018-06-30", Kind.SPLIT_YEARS),
    ("Program years 2024-25", "2024-07-01", "2026-06-30", Kind.SPLIT_YEARS),
    ("Program year 2024", "2024-07-01", "2025-06-30", Kind.SPLIT_YEAR),
    ("2017-19", "2017-07-01", "2019-06-30", Kind.BIENNIUM),
    ("2009-11 biennium", "2009-07-01", "2011-06-30", Kind.BIENNIUM),
    ("2015-17 Q1", "2015-07-01", "2015-09-30", Kind.BIENNIUM_QUARTER),
    ("2021-23 Q8", "2023-04-01", "2023-06-30", Kind.BIENNIUM_QUARTER),
    ("2017-19 A2", "2017-07-01", "2018-06-30", Kind.BIENNIUM_YEAR),
    ("2017-19 A3", "2018-07-01", "2019-06-30", Kind.BIENNIUM_YEAR),
    ("Class of 2017", "2016-09-01", "2017-08-31", Kind.COHORT),
    ("Fall 2016", "2016-09-01", "2016-11-30", Kind.SEASON),
    ("winter 2016", "2016-12-01", "2017-02-28", Kind.SEASON),
    ("2011-2015", "2011-01-01", "2015-12-31", Kind.YEARS),
    ("2005–2009", "2005-01-01", "2009-12-31", Kind.YEARS),
    ("2009 forum", "2009-01-01", "2009-12-31", Kind.YEAR),
    ("2020 projected", "2020-01-01", "2020-12-31", Kind.YEAR),
    ("2009 (as reported April 2010)", "2009-01-01", "2009-12-31", Kind.YEAR),
]


@pytest.mark.parametrize(("text", "start", "end", "kind"), FORMS)
def test_a_published_form_is_read(text: str, start: str, end: str, kind: Kind) -> None:
    period = parse(text)
    assert period is not None
    assert (period.start, period.end, period.kind, period.label) == (
        date.fromisoformat(start),
        date.fromisoformat(end),
        kind,
        text,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "each year",
        "previous cohort",
        "2026-13",
        "2010-00",
        "2026-02-30",
        "13/13/2026",
        "1/2/2026",
        "2024 Q5",
        "2024-W60",
        "2017-20 Q1",
        "2017-19 A1",
        "2017-19 Q9",
        "2017-20",
        "2014/2016/17",
        "FY 2012-15",
        "2015/17 to 2017/18",
        "2017/18 to 2015/16",
        "2019-2011",
        "Mar-Jan 2010",
        "2017-20 biennium",
        "9999",
        "9999-12-31",
        "٢٠٢٤",
        "=2013",
        "soon",
    ],
)
def test_what_names_no_period_is_none(text: str) -> None:
    assert parse(text) is None


def test_only_two_texts_of_the_archive_are_not_periods() -> None:
    with (ROOT / ARCHIVE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {
        row[column] for row in rows for column in ("period", "baseline_date", "target_date")
    } - {""}
    assert len(texts) > 80
    assert {text for text in texts if parse(text) is None} == {"each year", "previous cohort"}


LABELS = [
    ("2013", "2014"),
    ("2015-12", "2016-01"),
    ("December 2015", "2016-01"),
    ("2012-06-30", "2012-07-01"),
    ("2024-W52", "2025-W01"),
    ("2024 Q4", "2025 Q1"),
    ("2015-17 Q8", "2017 Q3"),
    ("2010 Jan-Jun (estimate)", "2010 H2"),
    ("Feb-May 2010", "2010 Jun, 4 months"),
    ("FY 2009", "FY 2010"),
    ("2017-19 A3", "FY 2020"),
    ("1998-99", "1999-00"),
    ("2017-19", "2019-2021"),
    ("2015/16 to 2017/18", "2018-2021"),
    ("2011-2015", "2016-2020"),
    ("Class of 2017", "Class of 2018"),
    ("Fall 2016", "Fall 2017"),
]


@pytest.mark.parametrize(("text", "label"), LABELS)
def test_the_following_period_is_named_plainly(text: str, label: str) -> None:
    period = parse(text)
    assert period is not None
    assert following(period).label == label


@given(st.sampled_from([row[0] for row in FORMS]), st.integers(1, 30))
def test_steps_forward_and_back_meet(text: str, steps: int) -> None:
    first = parse(text)
    assert first is not None
    last = first
    for _ in range(steps):
        stepped = following(last)
        assert is_same_kind(last, stepped)
        assert stepped.start > last.end
        back = previous(stepped)
        assert (back.start, back.end) == (last.start, last.end)
        last = stepped
    assert len(periods_between(first, last)) == steps - 1


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_an_iso_form_holds_its_day(day: date, form: str) -> None:
    period = parse(day.strftime(form))
    assert period is not None
    assert period.start <= day <= period.end


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    period = parse(text)
    assert period is None or (period.start <= period.end and period.label == text.strip())


def test_like_is_compared_with_like() -> None:
    def read(text: str):
        period = parse(text)
        assert period is not None
        return period

    assert is_same_kind(read("2015-17 Q1"), read("2015 Q3"))
    assert is_same_kind(read("FY 2009"), read("2008-09-30")) is False
    assert is_same_kind(read("2011-2015"), read("2018-2022"))
    assert is_same_kind(read("2011-2015"), read("2018-2019")) is False
    assert periods_between(read("2013"), read("2015-12")) == []
    assert is_year_before(read("2024 Q3"), read("2023 Q3"))
    assert not is_year_before(read("2024 Q3"), read("2024 Q2"))
    assert not is_year_before(read("2024"), read("2023 Q1"))
