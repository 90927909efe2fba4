"""Public ids, versions, old addresses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from commons import subjects
from commons.db import db, operation
from commons.subjects import Subject


@operation
def _thing(title: str = "A thing") -> Subject:
    return subjects.register("thing", title=title, path="/things/{id}", letter="T")


def test_ids_count_up_within_the_sites_year(app, clock):
    assert _thing().public_id == "T-2026-001"
    assert _thing().public_id == "T-2026-002"
    clock.move(days=60)
    assert _thing().public_id == "T-2027-001"


def test_sixteen_hands_at_once_get_sixteen_ids(app):
    def one(_number: int) -> str:
        with app.app_context():
            return _thing().public_id

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(one, range(48)))
    assert sorted(ids) == [f"T-2026-{n:03d}" for n in range(1, 49)]


def test_a_touch_raises_the_version_once_for_each_operation(app):
    made = _thing()

    @operation
    def touch_twice() -> None:
        subjects.touch(made.id)
        subjects.touch(made.id, subjects.site_id())

    def versions() -> dict[str, int]:
        rows = db.session.execute(select(Subject.public_id, Subject.version))
        return {row[0]: row[1] for row in rows}

    before = versions()
    touch_twice()
    after = versions()
    assert after[made.public_id] == before[made.public_id] + 1
    assert after["site"] == before["site"] + 1


def test_an_old_address_leads_to_the_new_one(app, client):
    made = _thing()

    @operation
    def move() -> None:
        subject = db.session.get_one(Subject, made.id)
        subjects.rename(subject, title="Renamed", path="/about")

    move()
    answer = client.get(f"/things/{made.public_id}")
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/about")


def test_a_citation_leads_to_the_page(app, client):
    made = _thing()
    answer = client.get(f"/cite/{made.public_id}")
    assert answer.headers["Location"].endswith(f"/things/{made.public_id}")
    assert client.get("/cite/T-2026-999").status_code == 404
    assert client.get("/cite/x").status_code == 404


def test_what_is_not_public_yet_is_found_by_nobody(app, client):
    @operation
    def draft() -> Subject:
        return subjects.register(
            "thing", title="A draft", path="/about", letter="T", is_public=False
        )

    made = draft()
    assert client.get(f"/cite/{made.public_id}").status_code == 404
    operation(subjects.make_public)(made.id)
    assert client.get(f"/cite/{made.public_id}").status_code == 302
