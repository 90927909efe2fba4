"""The keepers' desk: who may move a goalpost, and who signs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from commons.actors import Actor, RoleGrant, system
from commons.db import db
from commons.errors import Invalid, Refused
from council.councils import operations as councils
from council.councils.rules import Seat
from council.decisions import operations as decisions
from metrics.charters.models import Measure
from metrics.charters.queries import versions
from metrics.charters.rules import TargetFields, TargetKind
from metrics.loading import operations as loading
from metrics.measures import operations as measures
from metrics.observations.rules import FigureRow
from tests.make import make_council, make_measure, make_member, make_officer, make_seat
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")

SENT = {
    "kind": "increase", "value": "90", "due_on": "2028-12-31", "reason": "Training takes longer.",
    "decided_on": "2026-11-19",
}  # fmt: skip


def analyst_of(scope_id: int | None, name: str = "Ada Analyst") -> Actor:
    """An analyst of one agency or council."""
    person = make_member(name)
    councils.appoint(
        actor=system(), person=person, role="analyst", scope_id=scope_id, reason="For a test."
    )
    return person


def led_by_its_own(measure: Measure) -> int:
    """The subject of the agency that leads the measure."""
    assert measure.lead_agency is not None
    return measure.lead_agency.subject_id


def move(actor: Actor, measure: Measure, **fields: object) -> None:
    """The officer moves the goalpost."""
    given: dict[str, object] = {
        "value": "90", "reason": "Slower.", "signed_by": actor.name,
        "decided_on": date(2026, 11, 19),
    }  # fmt: skip
    target = TargetFields(TargetKind.INCREASE, **{**given, **fields})
    measures.retarget(actor=actor, measure=measure, target=target)


def test_who_signs_is_chosen_from_those_who_hold_the_office(page: Page) -> None:
    council = make_council("Getting around")
    measure = make_measure(goal=council.goal)
    make_seat(council, Seat.CHAIR, name="Imani Roe")
    make_seat(council, Seat.DIRECTOR, measure.lead_agency, name="Tomas Okafor")
    make_seat(council, Seat.CLERK, name="Odile Fenn")
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward", "Sten Steward"))
    lead = measure.lead_agency.name if measure.lead_agency else ""
    assert page.words("select[name=signed_by] option") == [
        "Choose …", f"Tomas Okafor, {lead}", "Imani Roe, Getting around", "Sten Steward, steward",
    ]  # fmt: skip


def test_signature_of_somebody_who_holds_no_office_is_refused(page: Page) -> None:
    measure = make_measure()
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward"))
    token = page.all("[name=csrf_token]")[0]["value"]
    sent = {**SENT, "csrf_token": token, "signed_by": "The Governor herself"}
    page.post(f"/desk/measures/{measure.slug}/target", sent, status=422)
    assert page.one("#signed_by-error")
    with pytest.raises(Invalid) as refused:
        move(make_officer("steward"), measure, signed_by="The Governor herself")
    assert set(refused.value.messages) == {"signed_by"}
    assert len(versions(measure.id).targets) == 1


def test_target_says_who_signed_it_who_entered_it_and_when_it_was_decided(page: Page) -> None:
    council = make_council()
    measure = make_measure(goal=council.goal)
    make_seat(council, Seat.DIRECTOR, measure.lead_agency, name="Tomas Okafor")
    lead = measure.lead_agency.name if measure.lead_agency else ""
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward", "Sten Steward"))
    page.submit("Publish this target", **SENT, signed_by=f"Tomas Okafor, {lead}")
    newest = page.words("#targets tbody tr")[0]
    assert "19 Nov 2026" in newest
    assert f"Tomas Okafor, {lead} (entered by Sten Steward): “Training takes longer.”" in newest


def test_target_may_rest_on_a_decision_of_the_council_and_has_its_day(page: Page) -> None:
    council = make_council("Getting around")
    measure = make_measure(goal=council.goal)
    decisions.take(
        actor=system(),
        council=council,
        words="Sailings: 90% by 2028.",
        decided_by="All five",
        about_id=measure.subject_id,
    )
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward"))
    (words,) = [w for w in page.words("select[name=signed_by] option") if "decision" in w]
    page.submit("Publish this target", **SENT, signed_by=words)
    assert versions(measure.id).targets[-1].decided_on == date(2026, 11, 20)
    assert "Getting around, decision of" in page.words("#targets tbody tr")[0]


@pytest.mark.parametrize("day", ["", "2026-11-21"])
def test_target_needs_the_day_of_its_decision_and_no_day_to_come(page: Page, day: str) -> None:
    measure = make_measure()
    page.get(f"/desk/measures/{measure.slug}/target", as_=make_officer("steward", "Sten Steward"))
    sent = {**SENT, "decided_on": day, "signed_by": "Sten Steward, steward"}
    page.submit("Publish this target", **sent, status=422)
    assert page.one("#decided_on-error")


def test_target_that_was_loaded_without_a_day_says_when_it_was_recorded(page: Page) -> None:
    page.get(f"/measures/{make_measure().slug}")
    assert "Recorded on 20 Nov 2026" in page.words("#targets tbody tr")[0]
    assert "recorded 20 November 2026" in page.one("figure.scale").text


def test_analyst_of_one_agency_touches_nothing_of_another(page: Page) -> None:
    own, other = make_measure("Boats"), make_measure("Buses")
    ada = analyst_of(led_by_its_own(own))
    for what in ("figures", "target", "charter"):
        page.get(f"/desk/measures/{own.slug}/{what}", as_=ada)
        token = page.all("[name=csrf_token]")[0]["value"]
        page.get(f"/desk/measures/{other.slug}/{what}", status=403)
        page.post(f"/desk/measures/{other.slug}/{what}", {"csrf_token": token}, status=403)
    rows = [FigureRow(label="2026-10", value="1")]
    with pytest.raises(Refused):
        loading.publish(actor=ada, measure=other, rows=rows)
    with pytest.raises(Refused):
        move(ada, other, signed_by="Ada Analyst")
    with pytest.raises(Refused):
        measures.revise(actor=ada, measure=other, charter=None, reason="So.")
    move(ada, own, signed_by="Ada Analyst")


def test_analyst_of_a_council_keeps_the_measures_of_its_goal(page: Page) -> None:
    council = make_council()
    own, other = make_measure(goal=council.goal), make_measure()
    ada = analyst_of(council.subject_id)
    move(ada, own, signed_by="Ada Analyst")
    with pytest.raises(Refused):
        move(ada, other, signed_by="Ada Analyst")


@pytest.mark.parametrize("seat", [Seat.DIRECTOR, Seat.CHAIR])
def test_director_or_chair_finds_and_moves_the_target_of_ones_own_measure(
    page: Page, seat: Seat
) -> None:
    council = make_council()
    own, other = make_measure("Boats", goal=council.goal), make_measure("Buses")
    who = make_seat(council, seat, own.lead_agency, name="Tomas Okafor")
    page.get("/desk", as_=who)
    page.get(page.link("Targets"))
    assert page.words("tbody th a") == ["Boats"]
    assert page.words("tbody [data-label=Acts] a") == ["Target of Boats"]
    page.get(page.link("Target of Boats"))
    lead = own.lead_agency.name if own.lead_agency else ""
    page.submit("Publish this target", **SENT, signed_by=f"Tomas Okafor, {lead}")
    assert f"Tomas Okafor, {lead}: “Training takes longer.”" in page.words("#targets tbody tr")[0]
    token = page.get(f"/desk/measures/{own.slug}/target").all("[name=csrf_token]")[0]["value"]
    page.get(f"/desk/measures/{other.slug}/target", status=403)
    sent = {"csrf_token": token, **SENT, "signed_by": "Tomas Okafor"}
    page.post(f"/desk/measures/{other.slug}/target", sent, status=403)
    assert len(versions(other.id).targets) == 1
    for what in ("figures", "charter"):
        page.get(f"/desk/measures/{own.slug}/{what}", status=403)


def test_clerk_has_no_page_for_a_target(page: Page) -> None:
    council = make_council()
    measure = make_measure(goal=council.goal)
    page.get(
        f"/desk/measures/{measure.slug}/target", as_=make_seat(council, Seat.CLERK), status=403
    )
    page.get("/desk/measures", status=403)
    assert "Targets" not in page.get("/desk").main


def test_steward_finds_figures_target_and_charter(page: Page) -> None:
    make_measure("Boats")
    page.get("/desk", as_=make_officer("steward"))
    page.get(page.link("Figures and targets"))
    acts = ["Figures of Boats", "Target of Boats", "Charter of Boats"]
    assert page.words("tbody [data-label=Acts] a") == acts


def test_desk_lists_ones_own_measures_only(page: Page, clock: Any) -> None:
    own, _other = make_measure("Boats"), make_measure("Buses")
    clock.move(days=30)
    ada = analyst_of(led_by_its_own(own))
    page.get("/desk/measures", as_=ada)
    assert page.words("tbody th a") == ["Boats"]
    assert "Buses" not in page.get("/desk").main
    page.get("/desk/measures", as_=analyst_of(None, "Everywhere"))
    assert page.words("tbody th a") == ["Boats", "Buses"]
    assert "Buses" in page.get("/desk").main


def test_office_that_has_ended_reports_nothing(page: Page) -> None:
    measure = make_measure()
    ada = analyst_of(None)
    (grant,) = db.session.query(RoleGrant).filter_by(actor_id=ada.id)
    councils.end_office(actor=system(), grant=grant, reason="She left.")
    with pytest.raises(Refused):
        move(ada, measure)
