"""What is too large is refused before it costs anything, and nothing of it is kept."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from citizens.comments.models import Comment
from commons.db import db
from tests.hostile.corpus import descriptions
from tests.make import make_member, make_proposal

BIG = {each["id"]: each for each in descriptions("big")}
KIND = (303, 400, 413, 414, 422, 431)
AT_MOST = 5_000_000


def made(make: dict[str, Any]) -> str:
    """The string that a row describes, shortened where it would only cost memory."""
    if "repeat" in make:
        times = min(int(make["times"]), AT_MOST // len(make["repeat"]))
        return str(make.get("prefix", "")) + str(make["repeat"]) * times
    if "nest" in make:
        return str(make["nest"]) * int(make["depth"])
    return str(make.get("value", ""))


# A packed body is tried below, for it is not a string.
BODIES = [
    name for name, row in BIG.items() if "body" in row["context"] and row["context"] != "gzip body"
]


@pytest.mark.parametrize("name", BODIES)
def test_a_comment_too_large_is_refused_and_not_kept(page, name):
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}", as_=make_member())
    token = page.html.select_one("[name=csrf_token]")["value"]
    text = made(BIG[name]["make"])
    fields = {"csrf_token": token, "about": proposal.subject.public_id, "side": "for", "body": text}
    answer = page.client.post("/comments", data=fields)
    assert answer.status_code in KIND, answer.status_code
    if len(text) > 5_000 and text.strip():
        assert answer.status_code in (413, 422)
        assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


@pytest.mark.parametrize("name", ["sb-012", "sb-013"])
def test_a_name_or_password_too_long_is_refused_at_its_field(page, name):
    page.get("/account/new", as_=None)
    token = page.html.select_one("[name=csrf_token]")["value"]
    fields = {"csrf_token": token, "name": "Ann", "email": "ann@example.org",
              "password": "heron quilt lantern 58"}  # fmt: skip
    fields["name" if name == "sb-012" else "password"] = made(BIG[name]["make"])
    assert page.client.post("/account/new", data=fields).status_code in (413, 422)


def test_addresses_and_cookies_too_long_are_answered(page):
    assert page.client.get("/measures?" + made(BIG["sb-014"]["make"])).status_code < 500
    header = {"Cookie": "goalpost=" + made(BIG["sb-020"]["make"])}
    assert page.client.get("/about", headers=header).status_code < 500
    for value in (BIG["sb-030"], BIG["sb-031"]):
        text = made(value["make"])
        for place in ("proposals?after=", "changes?before=", "log?before=", "measures.json?limit="):
            assert page.client.get(f"/{place}{text}").status_code < 500


def test_too_many_fields_and_parts_are_refused(page):
    page.get("/account/sign-in", as_=None)
    for fields in (
        [(f"f{n}", "x") for n in range(50_001)],
        [("choice", str(n)) for n in range(10_000)],
    ):
        body = "&".join(f"{name}={value}" for name, value in fields)
        kind = "application/x-www-form-urlencoded"
        answer = page.client.post("/account/sign-in", data=body, content_type=kind)
        assert answer.status_code in KIND
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="p{n}"\r\n\r\nv\r\n' for n in range(5_000)
    )
    for body in (parts + "--x--\r\n", parts, "--x\r\nContent-Disposition: form-data; name="):
        kind = "multipart/form-data; boundary=x"
        answer = page.client.post("/account/sign-in", data=body, content_type=kind)
        assert answer.status_code in KIND


def test_compressed_bodies_and_archives_are_not_unpacked(page):
    squeezed = gzip.compress(b"a" * 20_000_000)
    answer = page.client.post(
        "/account/sign-in", data=squeezed, headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code in KIND
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("figures.csv", "a" * 20_000_000)
    data = {"file": (io.BytesIO(archive.getvalue()), "figures.csv")}
    assert page.client.post("/account/sign-in", data=data).status_code in KIND
