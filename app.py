"""The application: settings, common ground, three packages, nothing else."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from commons import clock, features
from commons.api import init_api
from commons.cache import init_cache
from commons.citations import init_citations
from commons.cli import init_cli
from commons.components import init_components
from commons.config import ROOT, Settings, read_settings
from commons.db import db, init_db
from commons.formats import init_formats
from commons.forms import init_forms
from commons.fragments import init_fragments
from commons.health import init_health
from commons.htmx import init_htmx
from commons.i18n import init_i18n
from commons.live import init_live
from commons.logging import init_logging
from commons.packed import init_files
from commons.permits import init_permits
from commons.rendering import init_rendering
from commons.web import init_web, on_static


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The whole site as one WSGI application."""
    settings = settings or read_settings()
    clock.use_zone(settings.site_zone)
    app = Flask("goalpost", root_path=str(ROOT), instance_path=str(settings.instance))
    app.testing = testing
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEMONSTRATION=settings.demonstration,
        PRODUCTION=settings.production,
        PUBLIC_URL=settings.public_url,
        MAIL_URL=settings.mail_url,
        MAIL_FROM=settings.mail_from,
        LIMITS=settings.limits,
        SESSION_COOKIE_NAME="__Host-goalpost" if settings.production else "goalpost",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
    )
    init_rendering(app, settings)
    init_db(app, settings.database_url)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    init_logging(app)
    for init in (init_htmx, init_web, init_citations, init_api, init_forms, init_permits):
        init(app)
    for init in (init_formats, init_health, init_cli):
        init(app)
    init_live(app, settings.web_streams, settings.redis_url)
    features.load(app)
    init_components(app)
    init_cache(app, keeps=settings.page_cache)
    init_fragments(app, keeps=settings.page_cache)
    init_i18n(app)
    init_files(app, on_static)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app
