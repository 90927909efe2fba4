"""Reporting, hiding, restoring, and the log that anyone reads."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from citizens.accounts import operations as accounts
from citizens.moderation import operations, queries
from citizens.moderation.rules import Bar, ReportState, Rule, bar_to_hiding, bar_to_restoring
from commons import events, mail, search
from commons.db import db
from commons.errors import Conflict, Refused
from tests.make import (
    make_account,
    make_comment,
    make_member,
    make_officer,
    make_proposal,
    make_question,
    make_review,
)
from tests.page import Page


@pytest.mark.parametrize(
    ("kind", "author", "hidden", "bar"),
    [
        ("comment", 1, False, None),
        ("proposal", None, False, None),
        ("comment", 2, False, Bar.OWN),
        ("comment", 1, True, Bar.HIDDEN),
        ("measure", 1, False, Bar.KIND),
        ("record", 1, False, Bar.KIND),
    ],
)
def test_what_may_be_hidden(kind: str, author: int | None, hidden: bool, bar: Bar | None) -> None:
    assert bar_to_hiding(kind=kind, author_id=author, moderator_id=2, is_hidden=hidden) is bar


def test_what_may_be_restored() -> None:
    assert bar_to_restoring(author_id=1, moderator_id=2, is_hidden=True) is None
    assert bar_to_restoring(author_id=2, moderator_id=2, is_hidden=True) is Bar.OWN
    assert bar_to_restoring(author_id=1, moderator_id=2, is_hidden=False) is Bar.NOT_HIDDEN


def test_a_report_is_made_once_a_person_and_reaches_the_queue(page: Page) -> None:
    comment = make_comment(make_proposal().subject, "Buy my pills.")
    code = comment.subject.public_id
    page.get(f"/moderation/reports/new?about={code}", as_=make_member())
    page.submit("Report it", status=422)
    assert "Please choose what fits best." in page.main
    for _each in range(2):
        page.get(f"/moderation/reports/new?about={code}")
        page.submit("Report it", rule="spam", words="An advertisement.")
    page.get("/desk/moderation", as_=make_officer("moderator"))
    assert "1 report" in page.main
    page.follow("Buy my pills.")
    assert "An advertisement." in page.main


def test_hiding_and_restoring_stand_in_the_log_with_rule_and_reason(page: Page) -> None:
    proposal = make_proposal("Fine the captains of late boats")
    author = make_account("ann@example.org", name="Ann Lee")
    comment = make_comment(proposal.subject, "Captain Ahab is a crook.", author=author.actor)
    code = comment.subject.public_id
    page.get(f"/desk/moderation/{code}", as_=make_officer("moderator", "Mona Reed"))
    page.submit("Hide it", rule="person", reason="", status=422)
    page.submit("Hide it", rule="person", reason="Names a person.")
    events.relay()
    assert page.url == "/desk/moderation"
    page.get("/moderation", as_=None)
    assert "Private facts about a person. Names a person." in page.main
    assert code in page.main
    for private in ("Mona Reed", "Ann Lee", "crook"):
        assert private not in page.text
    page.get(f"/desk/moderation/{code}", as_=make_officer("moderator"))
    page.submit("Show it again", reason="He is a character of a book.")
    page.get("/moderation", as_=None)
    assert "He is a character of a book." in page.main
    page.get(f"/comments/{code}")
    assert "Captain Ahab is a crook." in page.main
    events.relay()
    letters = db.session.query(mail.Letter).order_by(mail.Letter.id)
    told = [each.subject for each in letters if "ann@" in each.to_address]
    assert told == [f"{code} was hidden", f"{code} is shown again"]


def test_the_log_is_data_too(page: Page) -> None:
    comment = make_comment(make_proposal().subject, "=cmd|' /C calc'!A0")
    operations.hide(
        actor=make_officer("moderator"),
        subject=comment.subject,
        rule=Rule.SPAM,
        reason="=HYPERLINK(1)",
    )
    page.get("/moderation.json")
    (row,) = page.json["moderation"]
    assert (row["id"], row["rule"], row["by"]) == (comment.subject.public_id, "spam", "moderator")
    page.get("/moderation.csv")
    rows = list(csv.DictReader(io.StringIO(page.response.get_data(as_text=True))))
    assert rows[0]["reason"] == "'=HYPERLINK(1)"
    page.get("/moderation.atom")
    assert "was hidden" in page.response.get_data(as_text=True)


def test_nobody_decides_about_their_own_words(app: Flask, page: Page) -> None:
    moderator = make_officer("moderator")
    comment = make_comment(make_proposal().subject, "My own words.", author=moderator)
    with pytest.raises(Refused):
        operations.hide(
            actor=moderator, subject=comment.subject, rule=Rule.SPAM, reason="A mistake."
        )
    page.get(f"/desk/moderation/{comment.subject.public_id}", as_=moderator)
    assert "another moderator has to decide" in page.main
    assert not page.all("main form")


def test_a_hidden_proposal_is_not_found_until_it_is_restored(app: Flask) -> None:
    proposal = make_proposal("Ban the zeppelins")
    moderator = make_officer("moderator")
    assert [each.subject_id for each in search.find("zeppelins")] == [proposal.subject_id]
    operations.hide(actor=moderator, subject=proposal.subject, rule=Rule.OFF_TOPIC, reason="Joke.")
    assert search.find("zeppelins") == []
    assert set(queries.hidden([proposal.subject_id])) == {proposal.subject_id}
    with pytest.raises(Conflict):
        operations.hide(
            actor=moderator, subject=proposal.subject, rule=Rule.OFF_TOPIC, reason="Again."
        )
    operations.restore(actor=moderator, subject=proposal.subject, reason="Not a joke.")
    assert [each.subject_id for each in search.find("zeppelins")] == [proposal.subject_id]
    with pytest.raises(Conflict):
        operations.restore(actor=moderator, subject=proposal.subject, reason="Again.")


def test_reports_are_answered_with_yes_or_no(page: Page) -> None:
    proposal = make_proposal()
    one, two = make_comment(proposal.subject, "One"), make_comment(proposal.subject, "Two")
    for comment in (one, two):
        operations.report(actor=make_member(), subject=comment.subject, rule=Rule.ABUSE)
    moderator = make_officer("moderator")
    operations.hide(actor=moderator, subject=one.subject, rule=Rule.ABUSE, reason="Rude.")
    page.get(f"/desk/moderation/{two.subject.public_id}", as_=moderator)
    page.submit("Leave it as it is")
    states = [queries.case(each.subject, moderator.id).reports[0].state for each in (one, two)]
    assert states == [ReportState.UPHELD, ReportState.DISMISSED]
    assert queries.open_reports() == 0


def test_proposals_questions_and_hidden_things_can_be_reported_where_they_stand(
    app: Flask, page: Page
) -> None:
    proposal, review = make_proposal(), make_review()
    question = make_question(review)
    moderator = make_officer("moderator")
    for what, path in (
        (proposal, proposal.subject.path),
        (question, f"/reviews/{review.subject.public_id}/questions"),
    ):
        way = f"main a[href='/moderation/reports/new?about={what.subject.public_id}']"
        assert page.get(path, as_=None).one(way).text == "Report"
        operations.hide(actor=moderator, subject=what.subject, rule=Rule.ABUSE, reason="Rude.")
        assert page.get(path, as_=None).one(way).text == "Object, with the reason"


def test_whoever_reports_again_opens_a_decided_report(page: Page) -> None:
    proposal = make_proposal("Boats on time", how_noticed="I missed my shift.")
    subject, ann, moderator = proposal.subject, make_member(), make_officer("moderator")
    path = f"/desk/moderation/{subject.public_id}"
    operations.report(actor=ann, subject=subject, rule=Rule.ABUSE)
    operations.hide(actor=moderator, subject=subject, rule=Rule.ABUSE, reason="Rude.")
    page.get(path, as_=moderator)
    assert "It stays hidden" not in page.main
    for words in ("Boats on time", proposal.body, "I missed my shift."):
        assert words in page.main
    operations.report(actor=ann, subject=subject, rule=Rule.ABUSE, words="It is a quotation.")
    assert queries.open_reports() == 1
    page.get(path)
    assert "It is a quotation." in page.main
    page.submit("It stays hidden")
    assert queries.open_reports() == 0
    assert queries.is_hidden(subject.id)
    operations.report(actor=ann, subject=subject, rule=Rule.ABUSE, words="Look again.")
    operations.restore(actor=moderator, subject=subject, reason="It is a quotation.")
    assert queries.open_reports() == 0


def test_what_an_erased_person_wrote_to_the_moderators_is_gone(app: Flask) -> None:
    subject = make_comment(make_proposal().subject, "One").subject
    ann, bob = make_account().actor, make_member()
    for actor in (ann, bob):
        operations.report(actor=actor, subject=subject, rule=Rule.ABUSE, words="I live there.")
    accounts.erase(actor=ann)
    reports = queries.case(subject, make_officer("moderator").id).reports
    assert [each.words for each in reports] == ["", "I live there."]


def test_what_is_part_of_the_record_cannot_be_reported(page: Page) -> None:
    page.get("/moderation/reports/new?about=site", as_=make_member(), status=404)


def test_the_rules_say_what_happens(page: Page) -> None:
    page.get("/moderation/rules")
    assert len(page.all("ol li")) == len(Rule)
    assert "Log of all hidings" in page.main


def test_nothing_names_a_hidden_thing_to_anybody(page: Page) -> None:
    proposal, ann = make_proposal("Words that no one may read"), make_member("Ann")
    code = proposal.subject.public_id
    comment = make_comment(proposal.subject, author=ann)
    button = f"form.support[action='/supports/{code}']"
    page.get(f"/proposals/{code}", as_=ann).submit(form=button)
    page.submit(form="form.follow")
    page.get(f"/proposals/{code}")
    sent = {
        each["name"]: each["value"]
        for each in page.one(f"{button[:-2]}/withdrawal']").select("input")
    }
    moderator = make_officer("moderator")
    operations.hide(actor=moderator, subject=proposal.subject, rule=Rule.ABUSE, reason="No.")
    as_htmx = {"HX-Request": "true"}
    answer = page.client.post(f"/supports/{code}/withdrawal", data=sent, headers=as_htmx)
    assert answer.status_code == 200
    answers = [answer.text, page.client.post(f"/following/{code}", data=sent).text]
    page.client.post(f"/supports/{code}", data=sent)
    own = (f"/comments/{comment.subject.public_id}", "/account", "/account/data.json")
    public = ("/search?q=words", "/changes", "/changes.json", "/changes.atom", "/changes.csv")
    lists = ("/proposals", "/proposals.json", "/proposals.csv", "/proposals.atom", "/", "/gaps")
    others = ("/sitemap.xml", "/moderation", f"/proposals/{code}", f"/proposals/{code}/similar")
    answers += [page.get(url).response.text for url in (*own, *public, *lists, *others)]
    assert code in answers[2]
    for each in answers:
        assert "no one may read" not in each
