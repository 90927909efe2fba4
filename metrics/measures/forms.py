"""What the address of the list asks for, and the frame that stands around the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request
from wtforms import SelectChoice, SelectField
from wtforms.validators import Optional

from commons.forms import (
    BodyField,
    DateField,
    Form,
    LineField,
    WebAddressField,
    at_most,
    needed,
    offered,
    typed,
)
from commons.i18n import _, lazy, ngettext
from commons.paging import whole_number
from metrics.catalogue.rules import Part
from metrics.charters.queries import Signatory
from metrics.charters.rules import CharterFields, TargetFields, TargetKind
from metrics.charters.tables import target_kind_word
from metrics.measures.queries import SORTS, Counts, Filters
from metrics.signals import specs as counting
from metrics.signals import tables as words

PAGE = 120


def filters() -> Filters:
    """What the address asks the list to show; what it cannot mean is left out."""
    asked = request.args
    part = asked.get("part", "")
    status = asked.get("status", "")
    sort = asked.get("sort", "")
    return Filters(
        part=Part(part) if part in list(Part) else None,
        goal=asked.get("goal", "")[:80],
        agency=asked.get("agency", "")[:80],
        status=status if counting.statuses_of(status) else "",
        q=asked.get("q", "")[:200],
        sort=sort if sort in SORTS else "worst",
        limit=whole_number(asked.get("limit")),
    )


@dataclass(frozen=True)
class Listing:
    """The frame of a list: its tabs, its counts, its filters and its pages."""

    shown: Filters
    headline: str
    statuses: Sequence[tuple[str, str]]
    tabs: Sequence[Mapping[str, Any]]
    counts: Sequence[counting.Counted]
    note: str
    older: tuple[str, str] | None
    newer: tuple[str, str] | None
    files: tuple[tuple[str, str], ...]


def listing(shown: Filters, counted: Counts, page: int) -> Listing:
    """What stands around a list of measures."""
    tabs = [
        {
            "text": f"{part_word(part)} {counted.by_part.get(part, 0)}",
            "url": address(part=part),
            "current": part == counted.part,
        }
        for part in Part
    ]
    found = counting.heads(counted.by_status)
    more = page * PAGE < counted.listed(shown.status)
    return Listing(
        shown,
        _headline(counted),
        counting.asked_words(),
        tabs,
        counting.linked(found, lambda asked: _filtered(shown, status=asked)),
        counting.heads_note(found),
        (_("More measures"), _filtered(shown, page=str(page + 1))) if more else None,
        (_("The ones before"), _filtered(shown, page=str(page - 1))) if page > 1 else None,
        tuple((kind.upper(), _filtered(shown, kind)) for kind in ("csv", "json")),
    )


def part_word(part: Part) -> str:
    """What a part of the site is called."""
    return {Part.RUNNING: _("Running now"), Part.ARCHIVE: _("Archive")}[part]


def address(ending: str = "", **asked: str) -> str:
    """The address of a list, or of its file."""
    return f"{request.script_root}/measures{ending}?" + urlencode(
        {name: value for name, value in asked.items() if value}
    )


def _filtered(shown: Filters, kind: str = "", **more: str) -> str:
    kept = {"part": shown.part or "", "goal": shown.goal, "agency": shown.agency, "q": shown.q}
    sort = "" if shown.sort == "worst" else shown.sort
    return address(
        f".{kind}" if kind else "", **{**kept, "status": shown.status, "sort": sort, **more}
    )


def _headline(counted: Counts) -> str:
    well = sum(counted.by_status.get(status, 0) for status in words.WELL)
    if counted.total == 1:
        return _("%(num)d of 1 measure is on track", num=well)
    return ngettext(
        "%(num)d of %(total)s measures is on track",
        "%(num)d of %(total)s measures are on track",
        well,
        total=counted.total,
    )


class TargetForm(Form):
    """A new version of a target; who signs it and why is asked of every move."""

    kind = SelectField(lazy("What it asks for"))
    value = LineField(lazy("Value"), [at_most(40)], render_kw={"inputmode": "decimal"})
    upper = LineField(lazy("Upper end of a range"), [at_most(40)])
    due_on = DateField(lazy("Due on"), [Optional()])
    baseline = LineField(lazy("Starting value"), [at_most(40)])
    baseline_on = DateField(lazy("Starting day"), [Optional()])
    basis = BodyField(lazy("What it rests on"), [at_most(2_000)], render_kw={"rows": 2})
    reason = BodyField(lazy("Reason"), [needed(), at_most(2_000)], render_kw={"rows": 3})
    signed_by = SelectField(lazy("Signed by"), [needed(lazy("Choose who signs."))])
    decided_on = DateField(lazy("Decided on"), [needed()])

    def fields(self) -> TargetFields:
        """What was typed, as the rules take it."""
        return TargetFields(
            TargetKind(self.kind.data),
            value=typed(self.value),
            upper=typed(self.upper),
            due_on=self.due_on.data,
            baseline=typed(self.baseline),
            baseline_on=self.baseline_on.data,
            basis=typed(self.basis),
            reason=typed(self.reason),
            signed_by=typed(self.signed_by),
            decided_on=self.decided_on.data,
        )


def target_form(signers: Sequence[Signatory]) -> TargetForm:
    """The form with its choices."""
    form = TargetForm()
    form.kind.choices = offered({kind.value: target_kind_word(kind) for kind in TargetKind})
    form.signed_by.choices = _signers(signers, _("Choose …"))
    return form


def _signers(signers: Sequence[Signatory], nobody: str) -> list[SelectChoice]:
    return offered({"": nobody, **{each.words: each.words for each in signers}})


class CharterForm(Form):
    """A new version of a charter, field by field."""

    title = LineField(lazy("Name"), [needed(), at_most(200)])
    definition = BodyField(lazy("What is counted"), [needed(), at_most(5_000)])
    numerator = LineField(lazy("Number above the line"), [at_most(500)])
    denominator = LineField(lazy("Out of what"), [at_most(500)])
    why_it_matters = BodyField(lazy("Why it matters"), [at_most(5_000)])
    does_not_tell = BodyField(lazy("What it does not tell"), [at_most(5_000)])
    how_gamed = BodyField(lazy("How it could be gamed"), [at_most(5_000)])
    how_to_help = BodyField(lazy("How you can help"), [at_most(5_000)])
    source = LineField(lazy("Where the figures come from"), [at_most(500)])
    source_url = WebAddressField(lazy("Address of the source"), [at_most(500)])
    contact = LineField(lazy("Whom to ask"), [at_most(200)])
    breaks_series_on = DateField(lazy("Figures are counted otherwise from"), [Optional()])
    reason = BodyField(lazy("Reason for the change"), [needed(), at_most(2_000)])
    decided_by = SelectField(lazy("Decided by"))

    def fields(self, before: CharterFields) -> CharterFields:
        """The charter before with what was typed."""
        own = ("breaks_series_on", "reason", "decided_by")
        sent = self.data.items()
        given: dict[str, Any] = {name: value or "" for name, value in sent if name not in own}
        return replace(before, **given)


def charter_form(signers: Sequence[Signatory], present: CharterFields | None = None) -> CharterForm:
    """The form with its choices, filled with the present charter when it is given."""
    form = CharterForm(obj=present)
    form.decided_by.choices = _signers(signers, _("Not stated"))
    return form
