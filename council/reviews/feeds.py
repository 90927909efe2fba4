"""Reviews as a feed, a calendar and data."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, current_app

from commons import cache, subjects
from commons.api import answer
from commons.calendars import Appointment, calendar
from commons.feeds import Entry, atom
from commons.formats import day, hour, iso, weekday
from commons.i18n import _
from commons.permits import audience
from council.reviews import bp, queries, specs
from council.reviews.queries import ReviewRow
from council.reviews.rules import Outcome


@bp.get("/reviews.ics")
@audience("public")
def index_ics() -> Response:
    """All reviews as a calendar to subscribe to."""
    cache.keep(subjects.site_id())
    return calendar(_("Reviews"), [_appointment(row) for row in _all()])


@bp.get("/reviews/<code>.ics")
@audience("public")
def show_ics(code: str) -> Response:
    """One review for one's own calendar."""
    review = queries.review(code)
    cache.keep(subjects.site_id(), review.subject_id, review.council.subject_id)
    return calendar(review.title, [_appointment(queries.review_row(review))])


@bp.get("/reviews.atom")
@audience("public")
def index_atom() -> Response:
    """All reviews as a feed, the last announced first."""
    cache.keep(subjects.site_id())
    rows = sorted(_all(), key=lambda row: row.noticed_at or row.starts_at, reverse=True)
    return atom(title=_("Reviews"), url=_url("/reviews"), entries=[_entry(row) for row in rows])


@bp.get("/reviews.json")
@audience("public")
def index_json() -> Response:
    """All reviews as data."""
    cache.keep(subjects.site_id())
    return answer({"reviews": [as_data(row) for row in _all()]})


@bp.get("/reviews/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """One review with its agenda, and what came onto it or off it after the notice."""
    review = queries.review(code)
    cache.keep(subjects.site_id(), review.subject_id, review.council.subject_id)
    return answer(as_data(queries.review_row(review)) | _agenda(specs.agenda(review)))


def as_data(row: ReviewRow) -> dict[str, object]:
    """A review as plain values."""
    moments = (
        "starts_at", "old_starts_at", "put_off_at", "record_due_at", "live_at", "ended_at",
        "noticed_at",
    )  # fmt: skip
    values = asdict(row)
    return values | {name: iso(values[name]) for name in moments} | {"path": row.path}


def _agenda(agenda: specs.Agenda) -> dict[str, object]:
    items = [
        {
            "kind": each.item.kind.value,
            "title": each.item.title,
            "minutes": each.item.minutes,
            "presenter": each.item.presenter,
            "measure": each.measure_path or None,
            "status": each.status or None,
            "added_after_notice": iso(each.added_at) or None,
            "moved_after_notice": iso(each.moved_at) or None,
        }
        for each in agenda.rows
    ]
    removed = [{"title": each.title, "at": iso(each.at)} for each in agenda.removed]
    return {"agenda": items, "removed_after_notice": removed}


def _all() -> list[ReviewRow]:
    found = queries.calendar()
    return [*found.on_now, *found.coming, *found.past]


def _appointment(row: ReviewRow) -> Appointment:
    is_off = row.outcome in (Outcome.CANCELLED, Outcome.POSTPONED)
    return Appointment(
        uid=f"{row.code}@goalpost",
        title=row.title,
        starts_at=row.starts_at,
        minutes=row.minutes,
        url=_url(row.path),
        place=row.place,
        text=" ".join(part for part in (row.council, row.reason) if part),
        cancelled=is_off and row.state.value == row.outcome.value,
        sequence=row.moves,
    )


def _entry(row: ReviewRow) -> Entry:
    told = (row.noticed_at, row.put_off_at, row.live_at, row.ended_at)
    return Entry(
        id=_url(row.path),
        title=f"{row.title}: {_standing(row)}",
        url=_url(row.path),
        at=max((each for each in told if each), default=row.starts_at),
        author=row.council,
        summary=". ".join(part for part in (_when(row), row.place, row.reason) if part),
    )


def _standing(row: ReviewRow) -> str:
    if row.outcome is Outcome.PLANNED and row.old_starts_at:
        return _("Postponed to %(day)s", day=day(row.starts_at))
    return queries.outcome_word(row.outcome)


def _when(row: ReviewRow) -> str:
    at = f"{weekday(row.at)}, {hour(row.at, zone=True)}"
    if row.outcome is Outcome.POSTPONED:
        return _("It was to be on %(day)s.", day=at).rstrip(".")
    return at


def _url(path: str) -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path
