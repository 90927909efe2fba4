"""Periods of time as publishers write them: parsed once, kept with the label they came with.

Years that are split across two calendar years begin in July, as Washington's do:
FY 2009 is July 2008 to June 2009, the biennium 2017-19 is July 2017 to June 2019.
Where a form has two readings the ISO one wins: 2010-11 is November 2010, 2012-13 a split year.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FISCAL_START, SCHOOL_START = 7, 9
FIRST_YEAR, LAST_YEAR = 1800, 2200
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SEASONS = {"winter": 12, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}


class Kind(StrEnum):
    """What sort of stretch of time a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    FISCAL_QUARTER = "fiscal_quarter"
    BIENNIUM_QUARTER = "biennium_quarter"
    HALF = "half"
    MONTHS = "months"
    SEASON = "season"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    SPLIT_YEAR = "split_year"
    BIENNIUM_YEAR = "biennium_year"
    COHORT = "cohort"
    BIENNIUM = "biennium"
    YEARS = "years"
    SPLIT_YEARS = "split_years"


QUARTERS = frozenset({Kind.QUARTER, Kind.FISCAL_QUARTER, Kind.BIENNIUM_QUARTER})
JULY_YEARS = frozenset({Kind.FISCAL_YEAR, Kind.SPLIT_YEAR, Kind.BIENNIUM_YEAR})
YEARLY = frozenset({Kind.SEASON, Kind.COHORT})


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included, with the label it was published under."""

    start: date
    end: date
    label: str
    kind: Kind

    @property
    def months(self) -> int:
        """The whole months it covers; 0 for days and weeks."""
        if self.kind in (Kind.DAY, Kind.WEEK):
            return 0
        after = self.end + timedelta(days=1)
        return (after.year - self.start.year) * 12 + after.month - self.start.month


def add_months(day: date, months: int) -> date:
    """The first day of the month that many months away."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _span(year: int, month: int, months: int, kind: Kind) -> Period:
    start = date(year, month, 1)
    return Period(start, add_months(start, months) - timedelta(days=1), "", kind)


def _days(start: date, days: int, kind: Kind) -> Period:
    return Period(start, start + timedelta(days=days - 1), "", kind)


def _month(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _second_year(first: str, second: str) -> int:
    """The year meant by the 13 of 2012-13; it must come after the first."""
    year = int(first[: 4 - len(second)] + second)
    year += 100 if len(second) == 2 and year < int(first) else 0
    if not int(first) < year <= int(first) + 30:
        raise ValueError(second)
    return year


def _two_years(first: str, second: str) -> Period:
    split = _second_year(first, second) == int(first) + 1
    kind, years = (Kind.SPLIT_YEAR, 1) if split else (Kind.BIENNIUM, 2)
    return _years(kind, FISCAL_START, years)(first, second)


def _years(kind: Kind, month: int, apart: int = 0) -> Callable[[str, str], Period]:
    """A reader of two years: that far apart, or else both of them whole."""

    def build(first: str, last: str) -> Period:
        years = _second_year(first, last) - int(first)
        if apart and years != apart:
            raise ValueError(last)
        return _span(int(first), month, 12 * (apart or years + 1), kind)

    return build


def _biennium_part(first: str, second: str, letter: str, number: str) -> Period:
    start = _years(Kind.BIENNIUM, FISCAL_START, 2)(first, second).start
    if letter == "q":
        begun = add_months(start, 3 * (int(number) - 1))
        return _span(begun.year, begun.month, 3, Kind.BIENNIUM_QUARTER)
    if number not in "23":
        raise ValueError(number)  # the two years of a biennium are published as A2 and A3
    return _span(int(first) + int(number) - 2, FISCAL_START, 12, Kind.BIENNIUM_YEAR)


def _fiscal_quarter(year: str, number: str) -> Period:
    begun = add_months(date(int(year) - 1, FISCAL_START, 1), 3 * (int(number) - 1))
    return _span(begun.year, begun.month, 3, Kind.FISCAL_QUARTER)


def _month_range(year: str, first: str, last: str) -> Period:
    begin, months = _month(first), _month(last) - _month(first) + 1
    if months < 1:
        raise ValueError(last)
    kinds = {1: Kind.MONTH, 3: Kind.QUARTER, 6: Kind.HALF}
    kind = kinds.get(months, Kind.MONTHS) if (begin - 1) % months == 0 else Kind.MONTHS
    return _span(int(year), begin, months, kind)


def _split_range(a: str, b: str, c: str, d: str) -> Period:
    ends = _second_year(c, d)
    if _second_year(a, b) != int(a) + 1 or ends != int(c) + 1 or int(c) <= int(a):
        raise ValueError(d)
    return _span(int(a), FISCAL_START, 12 * (ends - int(a)), Kind.SPLIT_YEARS)


Y, TO = r"(\d{4})", r" ?(?:-|to) ?"
NAME = "(" + "|".join([*MONTHS, "sept", *(month[:3] for month in MONTHS)]) + ")"
FORMS: list[tuple[str, Callable[..., Period]]] = [
    (rf"{Y}-(\d\d)-(\d\d)", lambda y, m, d: _days(date(int(y), int(m), int(d)), 1, Kind.DAY)),
    (rf"{Y}-?w(\d\d)", lambda y, w: _days(date.fromisocalendar(int(y), int(w), 1), 7, Kind.WEEK)),
    (rf"{Y}[- ](0\d|1[0-2])", lambda y, m: _span(int(y), int(m), 1, Kind.MONTH)),
    (rf"{NAME} {Y}", lambda m, y: _span(int(y), _month(m), 1, Kind.MONTH)),
    (rf"{Y} {NAME}", lambda y, m: _span(int(y), _month(m), 1, Kind.MONTH)),
    (rf"{Y} {NAME}{TO}{NAME}", _month_range),
    (rf"{NAME}{TO}{NAME} {Y}", lambda a, b, y: _month_range(y, a, b)),
    (rf"{Y}[- ]?q([1-4])", lambda y, q: _span(int(y), 3 * int(q) - 2, 3, Kind.QUARTER)),
    (rf"q([1-4]) {Y}", lambda q, y: _span(int(y), 3 * int(q) - 2, 3, Kind.QUARTER)),
    (rf"{Y}[- ]?h([12])", lambda y, h: _span(int(y), 6 * int(h) - 5, 6, Kind.HALF)),
    (rf"s?fy ?{Y} ?q([1-4])", _fiscal_quarter),
    (rf"sfq {Y}/([1-4])", _fiscal_quarter),
    (rf"(?:s?fy|fiscal year) ?{Y}", lambda y: _span(int(y) - 1, 7, 12, Kind.FISCAL_YEAR)),
    (rf"(?:s?fy|fiscal year) ?{Y}[-/](\d\d|\d{{4}})", _years(Kind.FISCAL_YEAR, 7, 1)),
    (rf"{Y}-(\d\d) ([qa])([1-8])", _biennium_part),
    (rf"{Y}-(\d\d|\d{{4}}) biennium", _years(Kind.BIENNIUM, 7, 2)),
    (rf"class of {Y}", lambda y: _span(int(y) - 1, SCHOOL_START, 12, Kind.COHORT)),
    (rf"(?:school year )?{Y}[-/](\d\d)", _two_years),
    (rf"{Y}/{Y}", _two_years),
    (rf"{Y}/(\d\d){TO}{Y}/(\d\d)", _split_range),
    (rf"program years? {Y}-(\d\d|\d{{4}})", _years(Kind.SPLIT_YEARS, 7)),
    (rf"program year {Y}", lambda y: _span(int(y), FISCAL_START, 12, Kind.SPLIT_YEAR)),
    (rf"{Y}{TO}{Y}", _years(Kind.YEARS, 1)),
    (rf"({'|'.join(SEASONS)}) {Y}", lambda s, y: _span(int(y), SEASONS[s], 3, Kind.SEASON)),
    (Y, lambda y: _span(int(y), 1, 12, Kind.YEAR)),
]
PATTERNS = [(re.compile(pattern, re.ASCII), build) for pattern, build in FORMS]
ASIDE = re.compile(r"\([^()]*\)")
WORDS = re.compile(r"\b(forum|projected|estimated?|provisional|released|calendar year|cy)\b")


def parse(text: str) -> Period | None:
    """The period a publisher's text names, under that very text; None when it names none."""
    label = text.strip()
    plain = ASIDE.sub(" ", label.lower().replace("–", "-"))
    core = " ".join(WORDS.sub(" ", plain).replace(",", " ").split())
    for pattern, build in PATTERNS:
        found = pattern.fullmatch(core)
        if found:
            try:
                made = build(*found.groups())
            except (ValueError, OverflowError):
                return None
            known = made.start.year >= FIRST_YEAR and made.end.year <= LAST_YEAR
            return Period(made.start, made.end, label, made.kind) if known else None
    return None


def _label(start: date, months: int, kind: Kind, label: str) -> str:
    year, month = start.year, start.month
    if kind in (Kind.DAY, Kind.WEEK):
        return start.isoformat() if kind is Kind.DAY else start.strftime("%G-W%V")
    if kind in YEARLY:
        return re.sub(r"\d{4}", str(year + (kind is Kind.COHORT)), label, count=1)
    made = {1: f"{year}-{month:02}", 3: f"{year} Q{month // 3 + 1}", 6: f"{year} H{month // 6 + 1}"}
    if months in made or kind is Kind.MONTHS:
        return made.get(months) or f"{year} {MONTHS[month - 1][:3].title()}, {months} months"
    if kind in JULY_YEARS:
        return f"FY {year + 1}" if kind is not Kind.SPLIT_YEAR else f"{year}-{(year + 1) % 100:02}"
    return f"{year}" if kind is Kind.YEAR else f"{year}-{add_months(start, months - 1).year}"


def _moved(period: Period, steps: int) -> Period:
    if not period.months:
        length = (period.end - period.start).days + 1
        moved = _days(period.start + timedelta(days=steps * length), length, period.kind)
    else:
        step = 12 if period.kind in YEARLY else period.months
        start = add_months(period.start, steps * step)
        moved = _span(start.year, start.month, period.months, period.kind)
    label = _label(moved.start, period.months, period.kind, period.label)
    return Period(moved.start, moved.end, label, moved.kind)


def following(period: Period) -> Period:
    """The next period of the same kind."""
    return _moved(period, 1)


def previous(period: Period) -> Period:
    """The period of the same kind before this one."""
    return _moved(period, -1)


def is_same_kind(a: Period, b: Period) -> bool:
    """True when two periods may stand on one line: equally long and of one family."""
    family = next((f for f in (QUARTERS, JULY_YEARS) if a.kind in f), frozenset({a.kind}))
    return b.kind in family and a.months == b.months


def is_year_before(period: Period, other: Period) -> bool:
    """True when `other` is the same stretch of the year before `period`."""
    return is_same_kind(period, other) and other.start == add_months(period.start, -12)


def periods_between(first: Period, last: Period) -> list[Period]:
    """The periods that lie strictly between two of the same kind, oldest first."""
    found: list[Period] = []
    step = following(first)
    while is_same_kind(first, last) and step.start < last.start:
        found.append(step)
        step = following(step)
    return found
