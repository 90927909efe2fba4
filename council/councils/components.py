"""A council's parts on other pages, and the words for offices."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from commons import formats
from commons.components import component
from commons.i18n import _
from council.councils import bp, queries
from council.councils.models import Member
from council.councils.tables import role_word
from metrics.catalogue.models import Goal

bp.app_template_filter("role_word")(role_word)


@component
def council_for(goal: Goal) -> Markup:
    """Who answers for a goal."""
    council = queries.council_of_goal(goal.id)
    members = queries.members(council.id) if council else []
    return Markup(  # noqa: S704  rendered by Jinja, escaped there
        render_template("council/councils/_council_for.html", council=council, members=members)
    )


@bp.app_template_filter("member_rows")
def member_rows(members: list[Member]) -> list[list[str]]:
    """The cells of a council's list of members."""
    return [
        [
            m.actor.name,
            role_word(m.seat),
            m.agency.name if m.agency else "",
            formats.day(m.starts_on, short=True),
        ]
        for m in members
    ]


@bp.app_template_filter("office_rows")
def office_rows(offices: list[queries.Office]) -> list[list[str]]:
    """The cells of the public list of offices."""
    return [[o.name, _office(o), o.council, formats.day(o.since, short=True)] for o in offices]


def _office(office: queries.Office) -> str:
    role = role_word(office.role)
    if not office.deputy_for:
        return role
    return _("%(office)s, acting for %(name)s", office=role, name=office.deputy_for)


@bp.app_template_filter("desk_office_rows")
def desk_office_rows(offices: list[queries.Office]) -> list[list[str]]:
    """The same for the desk, with what can be done."""
    acts = Markup('<a href="{}">{}</a> <a href="{}">{}</a>')
    return [
        [
            o.name,
            role_word(o.role),
            o.council,
            formats.day(o.since, short=True),
            acts.format(
                url_for("council.councils.ending", code=o.code),
                _("End"),
                url_for("council.councils.deputy", code=o.code),
                _("Deputy"),
            ),
        ]
        for o in offices
    ]


@bp.app_template_filter("ended_office_rows")
def ended_office_rows(offices: list[queries.Office]) -> list[list[str]]:
    """The cells of the list of ended offices."""
    return [
        [
            o.name,
            role_word(o.role),
            o.council,
            formats.day(o.since, short=True),
            formats.day(o.until, short=True),
        ]
        for o in offices
    ]
