"""Every form of the site, for every role, with hostile strings in all its text fields."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from citizens.accounts.models import Account
from citizens.residency import operations as residency
from commons import actors, clock
from commons.db import db
from commons.subjects import Subject
from council.councils import queries as councils
from council.live import operations as live
from council.questions import operations as questions
from council.reviews import operations as reviews
from council.reviews.rules import ItemKind
from council.strategies import queries as strategies
from metrics.catalogue.models import Area
from tests.hostile import corpus
from tests.hostile.corpus import Row
from tests.hostile.walk import Walker, strangers
from tests.make import make_proposal

PEOPLE = (
    "rosa-m", "ben-at-the-bakery", "odile-fenn", "tomas-okafor", "imani-roe", "sana-whitlow",
    "bo-halvard", "kaveh-lund", "marit-solano", "hedda-quist",
)  # fmt: skip
SAMPLED = ("xss", "unicode", "csv_cells")
LOOKING = ("odile-fenn", "sana-whitlow")
STARTS = ("/", "/desk", "/account", "/search", "/proposals", "/ballots", "/moderation", "/records",
          "/reviews", "/measures", "/changes", "/gaps", "/proposals/new/words?title=Boats",
          "/desk/live/{live}", "/reviews/{live}/questions", "/live/{live}", "/strategies",
          "/promises", "/desk/measures", "/desk/questions", "/desk/strategies", "/desk/promises",
          "/account/new", "/account/password", "/account/sign-in", "/desk/people",
          "/desk/residents", "/desk/ballots", "/desk/reviews/{coming}",
          "/proposals/{own}", "/proposals/{own}/amendments/new", "/proposals/{own}/withdrawal",
          "/desk/proposals/{own}/answer", "/desk/records/{record}/correction",
          "/account/residence", "/moderation/reports/new?about={own}")  # fmt: skip


def actor_of(name: str):
    """An example person."""
    email = f"{name}@example.invalid"
    account = db.session.scalar(select(Account).where(Account.email == email))
    assert account is not None, name
    return account.actor


def set_scene() -> dict[str, str]:
    """A review that is on, with questions, and one to come."""
    actor, council = actors.system(), councils.council("getting-around")
    found = {}
    for name, hours in (("live", 0), ("coming", 48)):
        review = reviews.draft(
            actor=actor, council=council, title=f"A review that is {name}",
            starts_at=clock.now() + timedelta(hours=hours),
        )  # fmt: skip
        goal = [council.goal_id]
        slug = strategies.measures_of(goal)[0][0]
        measure = strategies.measure_of(council.goal_id, slug)
        reviews.add_item(
            actor=actor, review=review, kind=ItemKind.MEASURE, title="A measure", measure=measure
        )
        reviews.notice(actor=actor, review=review)
        reviews.open_questions(actor=actor, review=review)
        found[name] = review.subject.public_id
        if name == "live":
            live.go_live(actor=actor, review=review)
            asker = actor_of("rosa-m")
            for number in range(4):
                words = f"Which boat is number {number}?"
                asked = questions.ask(actor=asker, review=review, words=words, once=f"q{number}")
                if not number:
                    live.put_question_on_air(actor=actor, review=review, question=asked)
    own = make_proposal(
        "Measure whether the lifts work", author=actor_of("rosa-m"), council=council
    )
    found["own"] = own.subject.public_id
    code = select(Subject.public_id).where(Subject.kind == "record").limit(1)
    found["record"] = db.session.scalar(code) or ""
    county = select(Area).limit(1)
    residency.load_roll(rows=[("ROLL-77AB", db.session.scalars(county).one())])
    return found


def throw(app, chosen: list[Row]) -> tuple[list[str], set[str], set[str]]:
    """What went wrong, the endpoints that were tried, and those that took what was written."""
    scene = set_scene()
    starts = [each.format(**scene) for each in STARTS]
    faults: list[str] = []
    tried: set[str] = set()
    taken: set[str] = set()
    for actor in [None, *map(actor_of, PEOPLE)]:
        walker = Walker(app, actor)
        walker.walk(starts)
        # What one person could write is not written again by the next.
        for place in [each for each in walker.places.values() if each.endpoint not in taken]:
            for row in chosen:
                tried.add(place.endpoint)
                if walker.fill(place, row):
                    taken.add(place.endpoint)
        faults += walker.faults
    for actor in [None, *map(actor_of, LOOKING)]:  # and look at all of it once more
        walker = Walker(app, actor)
        walker.walk(starts)
        faults += walker.faults
    return faults, tried, taken


@pytest.mark.demonstration
@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)],
    indirect=True,
)
def test_no_form_lets_a_sample_of_hostile_strings_be_more_than_text(make_app):
    app = make_app(LIMITS="0")
    dice = corpus.draw()
    chosen = [
        dice.choice(corpus.rows(name)) for name in ("xss", "xss", "unicode", "sqli", "csv_cells")
    ]
    with app.app_context():
        faults, tried, taken = throw(app, chosen)
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert len(tried) >= 50, sorted(tried)
    assert len(taken) >= 25, sorted(taken)


@pytest.mark.night
@pytest.mark.demonstration
@pytest.mark.parametrize("part", range(8))
def test_no_form_lets_any_hostile_string_be_more_than_text(make_app, part):
    app = make_app(LIMITS="0")
    with app.app_context():
        faults, _tried, _taken = throw(app, corpus.every_text()[part::8])
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize(
    "body",
    [
        "<p><img src=x onerror=alert(1)>", "<p><a href='javascript:alert(1)'>x</a>",
        "<p><script>alert(1)</script>", "<p><b style='color:red'>x</b>", "<iframe src=/x></iframe>",
        "<p><a href='//example.invalid'>x</a>", "<svg><script>1</script></svg>",
        "<form action='https://example.invalid/'></form>", "<base href='//example.invalid/'>",
        "<meta http-equiv=refresh content='0'>", "<b hx-get='//example.invalid/x'>x</b>",
    ],
)  # fmt: skip
def test_the_judge_sees_what_should_not_be_there(body):
    assert list(strangers(f"<!doctype html><title>x</title>{body}"))
