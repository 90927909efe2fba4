"""The desk: what waits for me, overdue first."""

from __future__ import annotations

from flask import render_template

from commons.actors import current
from commons.permits import audience
from council import roles
from council.front import bp, tables


@bp.get("/desk")
@audience(*roles.ALL)
def desk() -> str:
    """What waits for whoever asks, by day, and the ways to their tools."""
    identity = current()
    return render_template(
        "council/front/desk.html", tasks=tables.tasks(identity), identity=identity
    )


@bp.get("/desk/governor")
@audience(roles.GOVERNOR, roles.OPERATOR)
def governor() -> str:
    """What is overdue anywhere, what the Governor promised, and the next review."""
    return render_template("council/front/governor.html", overdue=tables.overdue())
