"""Records as people read, check and correct them."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from commons import actors, append_only, ledger
from commons.db import Base
from commons.errors import Invalid
from commons.hashing import root_by_path
from council.councils.rules import Seat
from council.live import operations as live
from council.live.queries import on_air
from council.questions import operations as questions
from council.questions.queries import of_review as questions_of
from council.questions.queries import question
from council.records import operations as records
from council.records import queries
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_question,
    make_record,
    make_seat,
    make_supports,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def a_held_review(council=None, **words):
    council = council or make_council()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    system = actors.system()
    live.find(actor=system, review=review, item=on_air(review), words="Crews are short.")
    live.say(actor=system, review=review, words="Eighteen times in twenty.", by="Kaveh Lund")
    live.adopt_strategy(
        actor=system, review=review, title="Train our own crew", reason="They stay."
    )
    make_question(review)
    live.end(actor=system, review=review)
    return review


def test_a_record_leads_with_strategies_and_progress(page: Page):
    version = make_record(a_held_review())
    page.get(f"/records/{queries.records()[0].code}")
    heads = page.words("main h2")
    assert heads[:2] == [
        "Strategies adopted, changed or ended",
        "Progress of each measure since the last review",
    ]
    assert "Train our own crew" in page.one("#strategies").text
    assert version.sha256 in page.main
    assert len(page.queries) <= 6


def test_the_fields_of_a_correction_are_named_in_words(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    make_record(a_held_review(council))
    page.get(f"/desk/records/{queries.records()[0].code}/correction", as_=clerk)
    offered = page.words("select[name=path] option")
    assert "Agenda 2, Findings: Crews are short." in offered
    assert "What was said 1, By whom: Kaveh Lund" in offered
    assert not [each for each in offered if "[" in each.split(":")[0] or "_" in each.split(":")[0]]


def test_a_measure_that_is_behind_is_not_called_off_track(app):
    headline = app.jinja_env.get_template("council/records/_headline.html").module.headline
    statuses = ("off_track", "off_track", "behind", "on_track")
    record = {
        "strategies": {"moves": []},
        "progress": [{"new": {"status": status}} for status in statuses],
    }
    assert headline(record) == "No strategy changed. Two of four measures are off track."


def test_the_file_of_a_record_is_the_bytes_whose_hash_is_shown_and_is_in_the_log(client):
    make_record(a_held_review())
    code = queries.records()[0].code
    page = queries.record_page(code)
    body = client.get(f"/records/{code}.json").data
    assert hashlib.sha256(body).hexdigest() == page.version.sha256
    proof = client.get(f"/records/{code}/proof.json").json
    leaf = hashlib.sha256(b"\0" + body).digest()
    assert leaf.hex() == proof["leaf_hash"]
    path = [bytes.fromhex(each) for each in proof["path"]]
    assert root_by_path(proof["leaf"], proof["size"], leaf, path).hex() == proof["root"]
    assert client.get("/log/head").json == {"size": proof["size"], "root": proof["root"]}


def test_whoever_does_what_the_page_says_verifies_the_record(page: Page, tmp_path: Path):
    for _each in range(3):
        make_record(a_held_review())
    newest = queries.record(queries.records()[0].code)
    records.correct(
        actor=actors.system(),
        record=newest,
        reason="It was nineteen.",
        changes={"said[1].words": "Nineteen times in twenty."},
    )
    page.get("/verify")
    whole, hashed, walk, _ledger = [each.get_text() for each in page.all("main pre")]
    address = whole.split()[2].removesuffix(".json")
    path = urlsplit(address).path
    assert path.endswith("/v2")
    record = queries.record_page(path.split("/")[2], 2)
    assert said(page.client, tmp_path, whole).split() == [record.version.sha256, "-"]
    leaf, _dash, told = said(page.client, tmp_path, hashed).partition("  -")
    proof = json.loads(told)
    assert leaf == proof["leaf_hash"]
    assert said(page.client, tmp_path, walk).split() == [proof["root"]] * 2
    assert proof["root"] == page.client.get("/log/head").get_json()["root"]
    first = page.client.get(path.replace("/v2", "/v1") + "/proof.json").get_json()
    assert first["leaf"] == record.versions[0].leaf != proof["leaf"]
    assert page.client.get(f"/records/{record.code}/v7/proof.json").status_code == 404


def said(client, folder: Path, command: str) -> str:
    """What a shell answers to a command of the page, where `curl` fetches from the site."""
    for number, address in enumerate(re.findall(r"curl -s ([^\s)]+)", command)):
        file = folder / str(number)
        file.write_bytes(client.get(urlsplit(address).path).data)
        command = command.replace(f"curl -s {address}", f"cat {file}", 1)
    return subprocess.run(
        ["bash", "-ec", command], capture_output=True, text=True, check=True
    ).stdout


def test_the_ledger_names_a_row_whose_record_says_something_else(db):
    for _each in range(3):
        make_record(a_held_review())
    swapped = (
        "UPDATE ledger_leaf SET content = (SELECT content FROM ledger_leaf WHERE number = 0), "
        "leaf_hash = (SELECT leaf_hash FROM ledger_leaf WHERE number = 0) WHERE number = 1"
    )
    with db.engine.begin() as connection:
        on = " ON ledger_leaf" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER ledger_leaf_no_update{on}"))
        connection.execute(text(swapped))
        append_only.protect(connection, append_only.tables(Base.metadata))
    found = ledger.verify()
    assert (found.bad, found.reason) == (1, "changed")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_ledger_misses_its_last_row(db):
    for _each in range(2):
        make_record(a_held_review())
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_leaf_no_delete"))
    with sqlite3.connect(db.engine.url.database) as connection:
        connection.execute("DELETE FROM ledger_leaf WHERE number = 1")
    with db.engine.begin() as connection:
        append_only.protect(connection, append_only.tables(Base.metadata))
    found = ledger.verify()
    assert (found.bad, found.reason) == (1, "missing")


def test_a_director_signs_and_must_say_why_no_strategy_changed(page: Page):
    council = make_council()
    director = make_seat(council, Seat.DIRECTOR, make_agency())
    review = make_live_review(make_measure(goal=council.goal), council=council)
    live.end(actor=actors.system(), review=review)
    page.get(f"/desk/records/{review.subject.public_id}", as_=director)
    assert "No finding was written" in page.main
    page.submit("Sign and publish", status=422)
    page.submit("Sign and publish", reason="the crews come first.")
    assert "No strategy changed, because the crews come first." in page.main


def test_a_correction_stands_beside_the_first_version_which_shows_a_banner(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    make_record(a_held_review(council))
    code = queries.records()[0].code
    before = queries.version(queries.record(code).id, 1).content
    page.get(f"/desk/records/{code}/correction", as_=clerk)
    page.submit(
        "Publish the correction", status=422, path="said[1].words", words="Nineteen.", reason=""
    )
    page.submit(
        "Publish the correction",
        path="said[1].words",
        words="Nineteen times in twenty.",
        reason="The analyst had said nineteen.",
    )
    assert "Nineteen times in twenty." in page.one("#said").text
    page.get(f"/records/{code}/v1")
    assert "The analyst had said nineteen." in page.one(".notice").text
    assert "Eighteen times in twenty." in page.one("#said").text
    page.get(f"/records/{code}")
    assert page.words("main del")[-1] == "Eighteen times in twenty."
    assert queries.version(queries.record(code).id, 1).content == before
    newest = json.loads(queries.version(queries.record(code).id).content)
    assert newest["corrections"][0]["fields"] == [
        {
            "field": "said[1].words",
            "old": "Eighteen times in twenty.",
            "new": "Nineteen times in twenty.",
        }
    ]


def test_a_written_answer_is_added_as_a_version(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    review = a_held_review(council)
    make_record(review)
    code = queries.records()[0].code
    question = queries.record_page(code).document["questions"][0]["code"]
    page.get("/desk/questions", as_=clerk)
    page.get(f"/desk/questions/{question}", as_=clerk)
    page.submit("Publish the answer", words="The harbour master decides.", by="T. Okafor")
    page.get(f"/desk/records/{code}/correction", as_=clerk)
    page.submit(
        "Publish the addition",
        form=f"form[action='/desk/records/{code}/addition']",
        **{"addition-reason": "One written answer."},
    )
    assert "The harbour master decides." in page.one("#questions").text
    page.get(f"/desk/records/{code}/correction")
    page.submit(
        "Publish the addition",
        form=f"form[action='/desk/records/{code}/addition']",
        status=422,
        **{"addition-reason": "One written answer."},
    )
    assert "Nothing has come since the last version." in page.main
    assert [each.number for each in queries.record_page(code).versions] == [1, 2]


def test_the_signer_stays_named_and_who_corrects_or_adds_is_named_apart(page: Page):
    council = make_council()
    chair = make_seat(council, Seat.CHAIR, make_agency(), "Lena Abara")
    clerk = make_seat(council, Seat.CLERK, make_agency(), "Odile Fenn")
    review = a_held_review(council)
    first = records.publish(actor=chair, review=review)
    record, kept = queries.record(queries.records()[0].code), first.content
    code = record.subject.public_id
    changes = {"said[1].words": "Nineteen times in twenty."}
    second = records.correct(actor=clerk, record=record, reason="Misheard.", changes=changes)
    by = {"signed_by": "Lena Abara", "corrected_by": "Odile Fenn"}
    assert json.loads(second.content)["version"].items() >= by.items()
    page.get(f"/records/{code}")
    assert "Signed by Lena Abara. Corrected by Odile Fenn." in page.main
    assert len(page.queries) <= 6
    page.get(f"/records/{code}/v1")
    assert "Signed by Lena Abara." in page.main
    assert "Odile Fenn" not in page.one(".deck").text
    answer = {"words": "The harbour master.", "by": "T. Okafor", "in_writing": True}
    (row,) = questions_of(review.id)
    questions.answer(actor=clerk, review=review, question=question(row.code), **answer)
    third = records.add(actor=clerk, record=record, reason="One written answer.")
    by = {"signed_by": "Lena Abara", "added_by": "Odile Fenn"}
    assert json.loads(third.content)["version"].items() >= by.items()
    page.get(f"/records/{code}")
    assert "Signed by Lena Abara. Added to by Odile Fenn." in page.main
    became, gone = page.words("#take .rail-item:last-child li, #take details:last-of-type li")[-2:]
    assert became.startswith(f"{row.code}: Answered in writing, T. Okafor, ")
    assert became.endswith(" The harbour master.")
    assert gone == f"What was missing: A written answer is due: {row.code}"
    assert queries.version(record.id, 1).content == kept
    assert ledger.verify().bad is None


def test_a_record_that_nobody_signed_names_no_signer_until_somebody_does(page: Page):
    council = make_council()
    chair = make_seat(council, Seat.CHAIR, make_agency(), "Lena Abara")
    review = a_held_review(council)
    records.publish(actor=actors.system(), review=review, approved=False)
    record = queries.record(queries.records()[0].code)
    page.get(f"/records/{record.subject.public_id}")
    assert "Signed by" not in page.main
    records.add(actor=chair, record=record, reason="The council has approved it.")
    page.get(f"/records/{record.subject.public_id}")
    assert "Signed by Lena Abara." in page.main
    page.get(f"/records/{record.subject.public_id}/v1")
    assert "Signed by" not in page.main


def test_an_addition_leaves_a_corrected_answer_as_it_was_corrected():
    review = a_held_review()
    by = {"actor": actors.system(), "review": review}
    (row,) = questions_of(review.id)
    answer = {"words": "The harbour mister.", "by": "T. Okafor", "in_writing": True}
    questions.answer(**by, question=question(row.code), **answer)
    make_record(review)
    record = queries.record(queries.records()[0].code)
    changes = {"questions[1].answer": "The harbour master."}
    system = actors.system()
    records.correct(actor=system, record=record, reason="A typing error.", changes=changes)
    with pytest.raises(Invalid, match="Nothing has come"):
        records.add(actor=system, record=record, reason="Nothing.")


def test_log_verify_and_lists_are_whole_pages(page: Page):
    page.get("/records")
    assert "No review has been held yet." in page.main
    make_record()
    for url in ("/records", "/log", "/verify"):
        page.get(url)
        assert len(page.queries) <= 6
    page.get("/log")
    code = queries.records()[0].code
    assert f"{code}, version 1" in page.main
    page.get(f"/records/{code}/v1")  # where its entry leads
    page.get("/records/R-2026-999", status=404)
    page.get(f"/records/{code}/v9", status=404)


def test_supports_that_come_after_the_record_are_nothing_to_add():
    review = a_held_review()
    make_record(review)
    (row,) = questions_of(review.id)
    make_supports(question(row.code), 3)
    assert questions_of(review.id)[0].supports > row.supports
    record = queries.record(queries.records()[0].code)
    with pytest.raises(Invalid, match="Nothing has come"):
        records.add(actor=actors.system(), record=record, reason="Nothing.")
