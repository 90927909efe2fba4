"""Words that the front pages need."""

from __future__ import annotations

from datetime import datetime

from flask import g, request
from markupsafe import Markup

from commons import clock, formats
from commons.actors import Identity
from commons.components import component, part
from commons.i18n import _
from council import roles
from council.front import bp, queries
from council.front.rules import TaskKind
from metrics.charters.models import Measure
from metrics.measures.queries import AreaFigure
from metrics.signals.tables import figure_words, period_words, status_word

COUNCIL = (roles.CLERK, roles.DIRECTOR, roles.CHAIR)


@bp.app_template_filter("kind_word")
def kind_word(kind: str) -> str:
    """What kind of thing a subject is, in a word."""
    words = {
        "goal": _("Goal"),
        "measure": _("Measure"),
        "council": _("Council"),
        "objective": _("Objective"),
        "strategy": _("Strategy"),
        "agency": _("Agency"),
        "area": _("County"),
        "proposal": _("Proposal"),
        "ballot": _("Vote"),
        "review": _("Review"),
        "record": _("Record"),
        "promise": _("Promise"),
    }
    return words.get(kind, kind)


@bp.app_template_filter("task_word")
def task_word(kind: TaskKind) -> str:
    """What is to be done, in a few words."""
    words = {
        TaskKind.FIGURE: _("Report a figure:"),
        TaskKind.ANSWER: _("Draft an answer:"),
        TaskKind.VOTE: _("Say yes or no:"),
        TaskKind.DECIDE: _("Write down the decision:"),
        TaskKind.ACCEPT: _("Accept for the lead agency:"),
        TaskKind.PUBLISH: _("Publish the answer:"),
        TaskKind.QUESTION: _("Answer in writing:"),
        TaskKind.PROMISE: _("Promise due:"),
        TaskKind.REVIEW: _("Review:"),
        TaskKind.ON_NOW: _("On now:"),
        TaskKind.SIGN: _("Sign the record:"),
        TaskKind.REPORT: _("Look at a report:"),
    }
    return words[kind]


@bp.app_template_filter("desk_links")
def desk_links(identity: Identity) -> list[tuple[str, str]]:
    """The tools of somebody's offices that exist here."""
    reports = identity.holds(roles.ANALYST, roles.STEWARD)
    numbers = _("Figures and targets") if reports else _("Targets")
    tools = (
        (roles.KEEPERS, numbers, "/desk/measures"),
        ((*COUNCIL, roles.GOVERNOR), _("Proposals to answer"), "/desk/proposals"),
        ((roles.CLERK, roles.FACILITATOR), _("Votes"), "/desk/ballots"),
        (COUNCIL, _("Questions to answer"), "/desk/questions"),
        (COUNCIL, _("Promises"), "/desk/promises"),
        (COUNCIL, _("Strategies"), "/desk/strategies"),
        ((roles.CLERK,), _("Reviews"), "/desk/reviews"),
        ((roles.MODERATOR,), _("Moderation"), "/desk/moderation"),
        ((roles.CLERK, roles.OPERATOR), _("Residents"), "/desk/residents"),
        ((roles.GOVERNOR, roles.OPERATOR), _("The Governor’s list"), "/desk/governor"),
        ((roles.OPERATOR,), _("People and offices"), "/desk/people"),
        ((roles.OPERATOR,), _("Mail that goes out"), "/desk/mail"),
    )
    return [
        (words, request.script_root + path) for held, words, path in tools if identity.holds(*held)
    ]


@bp.app_template_filter("month_day")
def month_day(moment: datetime) -> str:
    """The day of the month at the site."""
    return str(clock.to_site(moment).day)


@bp.app_template_filter("month_name")
def month_name(moment: datetime) -> str:
    """The name of the month at the site."""
    return formats.dated(moment, "LLLL")


@bp.app_template_filter("linked")
def linked(words: str, path: str) -> Markup:
    """The words as a link to a page of this site."""
    return Markup('<a href="{}">{}</a>').format(request.script_root + path, words)


@bp.app_template_filter("area_rows")
def area_rows(figures: list[AreaFigure]) -> list[list[str]]:
    """The cells of a county's figures."""
    return [
        [
            linked(each.row.name, each.row.url),
            period_words(each.label),
            figure_words(each.cell.text, each.cell.marker, each.row.said),
            figure_words(each.row.said.latest, each.row.said.latest_marker, each.row.said) or "–",
            status_word(each.row.status),
        ]
        for each in figures
    ]


@component
def served_by(measure: Measure) -> Markup:
    """The objectives that a measure serves, as the last steps of where its page stands."""
    return part("council/front/_served_by.html", around=_around(measure))


@component
def begun_by(measure: Measure) -> Markup:
    """The proposal that asked for a measure, and how many supported it."""
    return part("council/front/_begun_by.html", origin=_around(measure).origin)


@component
def review_for(measure: Measure) -> Markup:
    """The review that comes next for a measure, and where one asks the council there."""
    return part("council/front/_review_for.html", around=_around(measure))


@component
def act_bar_of(measure: Measure) -> Markup:
    """What one can do about a measure now, at the foot of a phone."""
    return part("council/front/_act_bar_of.html", around=_around(measure))


def _around(measure: Measure) -> queries.Around:
    """What stands round the measure of a page, read once for all that shows it."""
    found: queries.Around | None = g.get("around")
    if found is None:
        found = g.around = queries.around(measure)
    return found
