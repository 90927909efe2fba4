"""How to cite a page of the site."""

from __future__ import annotations

from datetime import date

from flask import Flask

from commons import clock, formats
from commons.i18n import _
from commons.web import whole


def citation(code: str, *, who: str, title: str, asof: date | None = None) -> str:
    """How to cite the page of a public id, which may show what was known on a day."""
    url = whole(f"/cite/{code}") + (f"?asof={asof.isoformat()}" if asof else "")
    cited = {"who": who, "title": title, "code": code, "site": _("Goalpost"), "url": url}
    read = formats.day(clock.today())
    if asof is None:
        return _(
            "Cite as: %(who)s, “%(title)s” (%(code)s). %(site)s, %(url)s, read on %(day)s.",
            **cited,
            day=read,
        )
    return _(
        "Cite as: %(who)s, “%(title)s” (%(code)s), as known on %(known)s. %(site)s, %(url)s, "
        "read on %(day)s.",
        **cited,
        known=formats.day(asof),
        day=read,
    )


def init_citations(app: Flask) -> None:
    """`citation` exists in templates."""
    app.jinja_env.globals["citation"] = citation
