"""Promises in public."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from commons import cache, subjects
from commons.permits import audience
from council.promises import bp, queries
from council.promises.rules import Standing


@bp.get("/promises")
@audience("public")
def index() -> ResponseReturnValue:
    """What was promised, the late ones first; `standing` and `who` choose."""
    cache.keep(subjects.site_id())
    every = queries.promises()
    wanted = request.args.get("standing")
    by_governor = request.args.get("who") == "governor"
    return render_template(
        "council/promises/index.html",
        rows=_chosen(every, wanted, by_governor=by_governor),
        every=every,
        wanted=wanted or "",
        by_governor=by_governor,
        counts={each: sum(1 for row in every if row.standing is each) for each in Standing},
        word=queries.word,
    )


def _chosen(
    every: list[queries.PromiseRow], wanted: str | None, *, by_governor: bool
) -> list[queries.PromiseRow]:
    return [
        row
        for row in every
        if wanted in (None, "", row.standing.value) and (row.by_governor or not by_governor)
    ]


@bp.get("/promises/<code>")
@audience("public")
def show(code: str) -> ResponseReturnValue:
    """A promise with all that happened to it."""
    page = queries.promise_page(code)
    cache.keep(subjects.site_id(), page.promise.subject_id)
    return render_template(
        "council/promises/show.html", page=page, row=page.row, move_word=queries.move_word
    )
