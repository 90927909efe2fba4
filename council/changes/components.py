"""Filters for the templates of the change feed, and what changed about one thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from commons import clock, formats
from commons.components import component
from commons.i18n import _
from commons.subjects import Subject
from council.changes import bp, queries, tables
from council.changes.rules import Group
from metrics.signals.tables import until_text

Cell = str | dict[str, Any]


@bp.app_template_filter("status_word")
def status_word(key: str) -> str:
    """The word for a status, as it stands in a sentence."""
    return tables.status_word(key)


@bp.app_template_filter("until_words")
def until_words(due: str | None) -> str:
    """Until when a target stood, as it is read; empty when nobody said."""
    return until_text(due or "")


bp.app_template_filter("label_words")(tables.label_words)
bp.app_template_filter("due_words")(tables.due_words)


@bp.app_template_filter("move_word")
def move_word(word: str | None) -> str:
    """Which way a goalpost went."""
    words = {
        "easier": _("easier"),
        "harder": _("harder"),
        "later": _("later"),
        "earlier": _("earlier"),
    }
    return words.get(word or "", _("changed"))


@bp.app_template_filter("change_tabs")
def change_tabs(month: queries.Month, current: Group | None) -> list[dict[str, Any]]:
    """A filter for each kind of change that there was, with its count; they add up to all."""
    return [
        {
            "text": f"{_group_name(Group(name))} {count}",
            "url": url_for("council.changes.index", month=f"{month.first:%Y-%m}", kind=name)
            + "#every",
            "current": current is not None and current.value == name,
        }
        for name, count in month.counts.items()
    ]


@bp.app_template_filter("change_rows")
def change_rows(changes: list[queries.Change]) -> list[list[Cell]]:
    """The cells of a table of changes."""
    return [
        [
            {"text": _moment(each.at), "day": True},
            Markup("<strong>{}</strong>").format(each.label),
            Markup('<a href="{}">{}</a>').format(request.script_root + each.path, each.words),
            each.by,
            Markup('<span id="{0}">{0}</span>').format(each.entry),
        ]
        for each in changes
    ]


def _moment(at: datetime) -> str:
    """Day and hour; the year only where it is another one."""
    day = formats.day(at, short=True, year=at.year != clock.today().year)
    return f"{day}, {formats.hour(at)}"


@component
def changes_of(subject: Subject) -> Markup:
    """What changed about a thing, latest first."""
    rows = queries.of_subject(subject.id)
    return Markup(render_template("council/changes/_changes_of.html", rows=rows))  # noqa: S704  rendered by Jinja, escaped there


def _group_name(group: Group) -> str:
    names = {
        Group.TARGETS: _("Targets"),
        Group.VERDICTS: _("Verdicts"),
        Group.STALE: _("Gone stale"),
        Group.FIGURES: _("Figures"),
        Group.DEFINITIONS: _("Definitions"),
        Group.PROMISES: _("Promises"),
        Group.STRATEGIES: _("Strategies"),
        Group.ANSWERS: _("Answers"),
        Group.BALLOTS: _("Ballots"),
        Group.REVIEWS: _("Reviews"),
        Group.OFFICES: _("Offices"),
        Group.MODERATION: _("Moderation"),
        Group.RULES: _("Rules"),
    }
    return names[group]
