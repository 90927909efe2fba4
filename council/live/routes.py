"""The live page, its parts, and the stage."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from commons import clock
from commons.actors import current
from commons.errors import NotFound
from commons.permits import audience
from council.live import bp, queries
from council.questions import queries as questions
from council.reviews import queries as reviews

PARTS = ("band", "item", "promises", "decisions", "questions", "log")
RELOAD_AFTER = 15


@bp.get("/live/<code>")
@audience("public")
def room(code: str) -> ResponseReturnValue:
    """What is on now: the item on air, the figures, the questions, what was said so far."""
    return _fresh(render_template("council/live/room.html", **_shown(code)))


@bp.get("/live/<code>/plain")
@audience("public")
def plain(code: str) -> ResponseReturnValue:
    """The same page for browsers without scripts: it loads itself again."""
    shown = _shown(code)
    response = _fresh(render_template("council/live/room.html", plain=True, **shown))
    if shown["room"].state != "ended":
        response.headers["Refresh"] = str(RELOAD_AFTER)
    return response


@bp.get("/live/<code>/part/<name>")
@audience("public")
def part(code: str, name: str) -> ResponseReturnValue:
    """One part of the live page, as it stands this second."""
    if name not in PARTS:
        raise NotFound
    return _fresh(render_template(f"council/live/_{name}.html", **_shown(code)))


@bp.get("/live/<code>/stage")
@audience("public")
def stage(code: str) -> ResponseReturnValue:
    """One measure a screen, for the room: the frozen figure, what comes next, the clock."""
    return _fresh(render_template("council/live/stage.html", **_shown(code)))


@bp.get("/live/<code>/stage/screen")
@audience("public")
def screen(code: str) -> ResponseReturnValue:
    """The inside of the stage, as it stands this second."""
    return _fresh(render_template("council/live/_screen.html", **_shown(code)))


def _shown(code: str) -> dict[str, Any]:
    actor = current().actor
    found = queries.room(code, actor_id=actor.id if actor else None)
    return {
        "room": found,
        "review": found.review,
        "code": code,
        "is_asking": questions.is_asking(found.review),
        "due_on": clock.last_day(reviews.record_due_at(found.review)),
        "words": queries.line_words,
        "log_events": queries.log_events(),
    }


def _fresh(html: str) -> Response:
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response
