"""Front pages that tell what the site is and where things are."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import cache, clock, subjects
from commons.errors import NotFound
from commons.fragments import recalled, remember
from commons.ids import PUBLIC_ID
from commons.permits import audience
from commons.text import clean
from commons.web import public_url, whole
from council.front import bp, forms, queries
from council.front.specs import words_of_goal, words_of_home
from metrics.catalogue import queries as catalogue
from metrics.measures.queries import Filters, measure_rows
from metrics.measures.tables import ledger_rows


@bp.get("/")
@audience("public")
def home() -> str:
    """What the government promises, how it is going, what changed, and one way to take part."""
    site = subjects.by_public_id(subjects.SITE)
    cache.keep(site)
    found = recalled("home", [site])
    if found is None:
        home = queries.home()
        found = {"home": home, **words_of_home(home)}
        remember("home", [site], found)
    return render_template("council/front/home.html", site_subject=site, **found)


@bp.get("/goals/<slug>")
@audience("public")
def goal(slug: str) -> str:
    """A goal: how many of its measures stand where, the worst named, and who answers for it."""
    found = catalogue.goal(slug)
    cache.keep(subjects.site_id(), found.subject_id)
    rows = measure_rows(Filters(part=found.part, goal=slug))
    return render_template(
        "council/front/goal.html", goal=found, rows=rows, **words_of_goal(found, rows)
    )


@bp.get("/agencies")
@audience("public")
def agencies() -> str:
    """Every agency that leads or contributes."""
    cache.keep(subjects.site_id())
    return render_template("council/front/agencies.html", rows=catalogue.agencies())


@bp.get("/agencies/<slug>")
@audience("public")
def agency(slug: str) -> str:
    """What an agency leads and where it has a part."""
    found = catalogue.agency(slug)
    cache.keep(subjects.site_id(), found.subject_id)
    rows = measure_rows(Filters(agency=slug))
    return render_template(
        "council/front/agency.html",
        agency=found,
        leads=ledger_rows([row for row in rows if row.lead_slug == slug]),
        contributes=ledger_rows([row for row in rows if row.lead_slug != slug]),
    )


@bp.get("/counties")
@audience("public")
def counties() -> str:
    """Every county and region that has a figure, or may have one."""
    cache.keep(subjects.site_id())
    return render_template("council/front/counties.html", rows=catalogue.areas())


@bp.get("/counties/<slug>")
@audience("public")
def county(slug: str) -> str:
    """Is it better here: the measures with figures of a county, worst first, and those without."""
    page = queries.county(slug)
    cache.keep(subjects.site_id(), page.area.subject_id)
    return render_template("council/front/county.html", page=page, area=page.area)


@bp.get("/about")
@audience("public")
def about() -> str:
    """What this site is, who is behind it, and what is in it."""
    cache.keep(subjects.site_id())
    return render_template("council/front/about.html")


@bp.get("/accessibility")
@audience("public")
def accessibility() -> str:
    """What was done so that everyone can take part, and what is known to be missing."""
    cache.keep(subjects.site_id())
    return render_template("council/front/accessibility.html")


@bp.get("/promises-to-you")
@audience("public")
def promises_to_you() -> str:
    """What whoever runs this site owes those who use it."""
    cache.keep(subjects.site_id())
    return render_template("council/front/promises_to_you.html")


@bp.get("/data")
@audience("public")
def data() -> str:
    """Every way to take the data along."""
    cache.keep(subjects.site_id())
    return render_template("council/front/data.html")


@bp.get("/style")
@audience("public")
def style() -> str:
    """Every part of a page in every state."""
    opened, refused = forms.opened(), forms.refused()
    return render_template("council/front/style.html", form=opened, wrong=refused)


@bp.get("/search")
@audience("public")
def search() -> str:
    """What is found for some words."""
    asked = clean(request.args.get("q", "")[:200], lines=False)
    rows = queries.found(asked) if asked else []
    return render_template("council/front/search.html", asked=asked, rows=rows)


@bp.get("/cite/<code>")
@audience("public")
def cite(code: str) -> ResponseReturnValue:
    """The permanent address of anything with a public id leads to its page, as of a day too."""
    if not PUBLIC_ID.match(code):
        raise NotFound
    subject = subjects.by_public_id(code)
    asof = request.args.get("asof")
    asked = f"?{urlencode({'asof': asof})}" if asof else ""
    return redirect(request.script_root + subject.path + asked, 302)


@bp.get("/robots.txt")
@audience("public")
def robots() -> Response:
    """Everything public may be read by machines; desks and accounts need not be."""
    lines = ["User-agent: *", "Disallow: /desk", "Disallow: /account", ""]
    lines.append(f"Sitemap: {public_url('council.front.sitemap')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@audience("public")
def sitemap() -> Response:
    """Every public page."""
    page = render_template("council/front/sitemap.xml", rows=queries.sitemap())
    return Response(page, mimetype="application/xml")


@bp.get("/.well-known/security.txt")
@audience("public")
def security() -> Response:
    """Where to tell of a weakness (RFC 9116)."""
    until = clock.today() + timedelta(days=180)
    lines = [
        f"Contact: {whole('/about')}#security",
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en, es",
        f"Canonical: {whole('/.well-known/security.txt')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
