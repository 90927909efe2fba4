"""The support button, with and without scripts, for members and readers."""

from __future__ import annotations

from citizens.supports import jobs, operations
from tests.conftest import Clock
from tests.make import make_member, make_proposal
from tests.page import Page


def test_a_press_shows_the_count_in_the_button_and_another_takes_it_back(page: Page) -> None:
    url = f"/proposals/{make_proposal().subject.public_id}"
    page.get(url, as_=make_member()).submit(form="form.support")
    assert page.url == url
    assert page.one("form.support b").get_text() == "1"
    assert page.one("form.support button")["aria-pressed"] == "true"
    page.submit(form="form.support")
    assert page.one("form.support b").get_text() == "0"
    assert page.one("form.support button")["aria-pressed"] == "false"


def test_pressing_to_and_fro_shows_the_right_number_whatever_was_counted(
    page: Page, clock: Clock
) -> None:
    about = make_proposal().subject
    for _each in range(3):
        operations.give(actor=make_member(), subject_id=about.id, level=1)
    page.get(about.path, as_=make_member())
    shown = []
    for counts in (False, False, False, True, False, False, True, False, False, False):
        clock.move(seconds=10)
        if counts:
            jobs.count_supports()
            clock.move(seconds=10)
        page.submit(form="form.support")
        shown.append(page.one("form.support b").get_text())
    assert shown == ["1", "0", "1", "3", "4", "3", "4", "3", "4", "3"]


def test_with_scripts_the_button_alone_comes_back(page: Page) -> None:
    code = make_proposal().subject.public_id
    page.get(f"/proposals/{code}", as_=make_member())
    token = page.one("form.support [name=csrf_token]")["value"]
    with page.app.app_context():
        answer = page.client.post(
            f"/supports/{code}", data={"csrf_token": token}, headers={"HX-Request": "true"}
        )
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).lstrip().startswith("<form")
    assert "<b>1</b>" in answer.get_data(as_text=True)


def test_a_reader_sees_the_count_and_a_way_to_sign_in(page: Page) -> None:
    code = make_proposal().subject.public_id
    page.get(f"/proposals/{code}", as_=make_member()).submit(form="form.support")
    jobs.count_supports()
    page.get(f"/proposals/{code}", as_=None)
    assert "1 person supports this" in page.main
    assert page.link("Sign in to support it").startswith("/account/sign-in?next=/proposals/")


def test_nobody_supports_without_signing_in_or_without_a_token(page: Page) -> None:
    code = make_proposal().subject.public_id
    page.get("/account/sign-in", as_=None)
    token = page.all("[name=csrf_token]")[0]["value"]
    page.post(f"/supports/{code}", {"csrf_token": token}, status=403)
    page.get("/account", as_=make_member())
    page.post(f"/supports/{code}", {}, status=400)


def test_an_unknown_thing_is_not_found(page: Page) -> None:
    page.get("/account", as_=make_member())
    token = page.all("[name=csrf_token]")[0]["value"]
    page.post("/supports/P-1999-001", {"csrf_token": token}, status=404)
