"""Every form of the site, for every role, with hostile strings in all its text fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html import escape

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
from tests.hostile.judge import strangers, strangers_of_tree
from tests.hostile.walk import Walker, portions_of
from tests.make import make_proposal

PEOPLE = (
    "rosa-m", "ben-at-the-bakery", "odile-fenn", "tomas-okafor", "imani-roe", "sana-whitlow",
    "bo-halvard", "kaveh-lund", "marit-solano", "hedda-quist",
)  # fmt: skip
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


@dataclass
class Result:
    """What went wrong, and the endpoints that were tried, that took texts, and that showed them."""

    faults: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def add(self, walker: Walker) -> None:
        self.faults += walker.faults
        self.taken |= walker.taken
        self.shown |= walker.shown


def throw(app, chosen: list[Row], pages_of_one_kind: int = 2) -> Result:
    """Every form filled by the first who can, and all of it looked at once more."""
    texts = list(dict.fromkeys(corpus.sendable(row.text) for row in chosen))
    starts = [each.format(**set_scene()) for each in STARTS]
    result = Result()
    for actor in [None, *map(actor_of, PEOPLE)]:
        walker = Walker(app, actor, pages_of_one_kind)
        walker.walk(starts)
        # What one person could write is not written again by the next.
        for place in [each for each in walker.places.values() if each.endpoint not in result.taken]:
            if walker.fill(place, texts):
                result.tried.add(place.endpoint)
        result.add(walker)
    for actor in [None, *map(actor_of, LOOKING)]:
        walker = Walker(app, actor, pages_of_one_kind)
        walker.walk(starts)
        result.add(walker)
    return result


def check(result: Result) -> None:
    """Nothing went wrong, and not because nothing was tried."""
    assert not result.faults, "\n".join(dict.fromkeys(result.faults))
    assert len(result.tried) >= 40, sorted(result.tried)
    assert len(result.taken) >= 20, sorted(result.taken)
    assert len(result.shown) >= 20, sorted(result.shown)


@pytest.mark.demonstration
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_form_lets_a_sample_of_hostile_strings_be_more_than_text(make_app):
    app = make_app(LIMITS="0")
    dice = corpus.draw()
    names = ("xss", "xss", "xss", "unicode", "sqli", "csv_cells")
    with app.app_context():
        check(throw(app, [dice.choice(corpus.rows(name)) for name in names], 1))


@pytest.mark.soak
@pytest.mark.demonstration
def test_no_form_lets_any_hostile_string_be_more_than_text(make_app):
    app = make_app(LIMITS="0")
    with app.app_context():
        check(throw(app, corpus.every_text()))


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
    assert list(strangers_of_tree(f"<!doctype html><title>x</title>{body}"))


def in_a_page(text: str) -> str:
    """A page of ours that shows this raw."""
    return f'<!doctype html>\n<html lang="en"><title>x</title><body><p class="a">{text}</p></body>'


def test_the_quick_judge_sees_all_that_a_browser_would_read():
    for row in corpus.every_text():
        page = in_a_page(corpus.sendable(row.text))
        assert bool(list(strangers(page))) >= bool(list(strangers_of_tree(page))), row.id


@pytest.mark.parametrize(("size", "between"), [(120, " "), (2_000, "\n\n")])
def test_no_string_of_a_pack_hides_another(size, between):
    bad = [
        text
        for text in dict.fromkeys(corpus.sendable(row.text) for row in corpus.rows("xss"))
        if len(text) <= size and any(strangers(in_a_page(text)))
    ]
    assert len(bad) > 200
    for pack in portions_of(tuple(bad), size, between)[1:]:
        for text in [each for each in bad if each in pack]:
            page = in_a_page(escape(pack).replace(escape(text), text))
            assert any(strangers(page)), text


def test_every_string_is_in_some_pack():
    texts = tuple(corpus.sendable(row.text) for row in corpus.every_text())
    for size in (30, 120, 2_000):
        whole, *packs = portions_of(texts, size, " ")
        assert all(len(each) <= size for each in packs)
        for text in texts:
            assert text in whole
            assert len(text) > size or any(text in each for each in packs), text
