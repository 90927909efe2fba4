"""Whether this process can serve: migrated, loaded, and the database answers."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import exc, text

from commons.config import ROOT
from commons.db import db
from commons.permits import audience

bp = Blueprint("health", __name__)
_ready: list[bool] = []


@bp.get("/healthz")
@audience("public")
def healthz() -> ResponseReturnValue:
    """200 when everything that a visitor needs is there, 503 before."""
    if not _ready and not _is_migrated():
        return jsonify(status="starting"), 503
    _ready[:] = [True]
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


def newest_migration() -> str:
    """The revision that the code expects."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def _is_migrated() -> bool:
    try:
        stands = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        loaded = db.session.execute(text("SELECT count(*) FROM release_state")).scalar()
    except (
        exc.ProgrammingError
    ):  # an empty PostgreSQL; SQLite calls it operational, and that is 503
        db.session.rollback()
        return False
    return stands == newest_migration() and bool(loaded)


def init_health(app: Flask) -> None:
    """`/healthz` answers."""
    app.register_blueprint(bp)
