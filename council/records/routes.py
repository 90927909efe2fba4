"""Records in public, the log they stand in, and how to check both."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import cache, ledger, subjects
from commons.errors import NotFound
from commons.paging import whole_number
from commons.permits import audience
from commons.web import whole
from council.records import bp, queries, specs
from council.records.rules import checks
from council.reviews import queries as reviews


@bp.get("/records")
@audience("public")
def index() -> ResponseReturnValue:
    """All records, the latest review first."""
    cache.keep(subjects.site_id())
    return render_template("council/records/index.html", rows=queries.records())


@bp.get("/records/<code>")
@audience("public")
def show(code: str) -> ResponseReturnValue:
    """The record as its newest version says."""
    return _page(queries.record_page(code))


@bp.get("/records/<code>/v<number>")
@audience("public")
def show_version(code: str, number: str) -> ResponseReturnValue:
    """The record as one version says, for ever."""
    return _page(queries.record_page(code, _number(number)))


@bp.get("/records/of/<code>")
@audience("public")
def of_review(code: str) -> ResponseReturnValue:
    """Leads to the record of a review."""
    found = queries.of_review(reviews.review(code).id)
    if found is None:
        raise NotFound
    return redirect(request.script_root + found.subject.path, 302)


@bp.get("/log")
@audience("public")
def log() -> ResponseReturnValue:
    """Every entry of the append-only log, the newest first."""
    rows = queries.entries(whole_number(request.args.get("before")))
    return render_template(
        "council/records/log.html",
        rows=rows[: queries.SIZE],
        older=rows[queries.SIZE - 1].number if len(rows) > queries.SIZE else None,
        head=ledger.head(),
    )


@bp.get("/verify")
@audience("public")
def verify() -> ResponseReturnValue:
    """How anybody can check a record."""
    rows = queries.records()[:5]
    newest = [whole(f"/records/{row.code}/v{row.versions}") for row in rows[:1]]
    return render_template(
        "council/records/verify.html",
        head=ledger.head(),
        rows=rows,
        commands=checks(newest[0]) if newest else (),
    )


def _page(page: queries.RecordPage) -> Response:
    cache.keep(subjects.site_id(), page.subject_id)
    figures = queries.pictures(page.review_code)
    response = make_response(
        render_template(
            "council/records/show.html",
            page=page,
            record=page.document,
            pictures=figures,
            public_url=current_app.config["PUBLIC_URL"],
            tell=specs.tell,
            on=specs.day_of,
        )
    )
    address = f"/records/{page.code}/v{page.version.number}"
    response.headers["Link"] = f'<{address}>; rel="cite-as"'
    return response


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise NotFound
    return number
