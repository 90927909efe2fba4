"""Every address is declared: who may come, which feature answers, which file draws the page."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from commons.maps import route_lines
from tests.architecture import templates

HERE = Path(__file__).resolve().parent
PACKAGES = ("metrics", "citizens", "council")
LEVELS = ("public", "member", "resident")
ROLES = (
    "analyst", "steward", "director", "chair", "governor", "clerk", "moderator", "facilitator",
    "operator",
)  # fmt: skip


def written(name: str) -> list[str]:
    """The lines of a reviewed file, without its remarks."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def segments() -> dict[str, list[str]]:
    """The features that may answer at each first part of an address."""
    return {line.split()[0]: line.split()[1:] for line in written("segments.txt")}


def first_segment(url: str) -> str:
    """`/changes.atom` and `/changes/2026` begin with `changes`; `/` with `-`."""
    part = url.strip("/").split("/")[0]
    return part if part.startswith(".") else part.split(".")[0] or "-"


def is_misplaced(url: str, endpoint: str, table: dict[str, list[str]]) -> bool:
    """Whether the feature of an endpoint may not answer at this address."""
    parts = endpoint.split(".")
    feature = ".".join(parts[:2]) if parts[0] in PACKAGES else "commons"
    allowed = table.get(first_segment(url), [])
    return "*" not in allowed and feature not in allowed


def test_every_route_is_written_down_with_its_audience(site_map: Flask) -> None:
    now, reviewed = set(route_lines(site_map)), set(written("routes.txt"))
    told = [f"+ {line}" for line in sorted(now - reviewed)]
    told += [f"- {line}" for line in sorted(reviewed - now)]
    assert not told, "tests/architecture/routes.txt differs:\n" + "\n".join(told)


def test_routes_are_written_in_order() -> None:
    lines = written("routes.txt")
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))


def test_every_route_names_a_known_audience(site_map: Flask) -> None:
    for line in route_lines(site_map):
        names = line.split()[3].split(",") if len(line.split()) > 3 else []
        assert names, f"{line} declares no audience"
        assert set(names) <= {*LEVELS, *ROLES}, line


def test_the_first_part_of_an_address_names_its_feature(site_map: Flask) -> None:
    table = segments()
    wrong = [
        f"{rule.rule} is answered by {rule.endpoint}"
        for rule in site_map.url_map.iter_rules()
        if rule.endpoint != "static" and is_misplaced(rule.rule, rule.endpoint, table)
    ]
    assert not wrong, "tests/architecture/segments.txt knows nothing of:\n" + "\n".join(wrong)


def test_a_misplaced_address_would_be_found() -> None:
    table = {"comments": ["citizens.comments"], "desk": ["*"]}
    assert is_misplaced("/comments/<code>", "council.front.show", table)
    assert is_misplaced("/unheard-of", "citizens.comments.show", table)
    assert not is_misplaced("/comments.json", "citizens.comments.index", table)
    assert not is_misplaced("/desk/x", "council.front.x", table)


def test_endpoint_is_the_function_in_its_features_folder(site_map: Flask) -> None:
    for endpoint, view in site_map.view_functions.items():
        parts = endpoint.split(".")
        if parts[0] in PACKAGES:
            assert len(parts) == 3, endpoint
            assert view.__name__ == parts[2], endpoint
            assert view.__module__.rpartition(".")[0] == ".".join(parts[:2]), endpoint


def test_every_page_template_has_the_endpoint_of_its_name(site_map: Flask) -> None:
    wrong = []
    for name in templates.names(".html", ".xml"):
        parts = name.rpartition(".")[0].split("/")
        is_page = parts[0] in PACKAGES and len(parts) == 3 and not parts[2].startswith("_")
        if is_page and ".".join(parts) not in site_map.view_functions:
            wrong.append(name)
    assert not wrong, f"no endpoint has the name of {wrong}"


def test_a_post_has_an_address_of_its_own_or_that_of_its_page(site_map: Flask) -> None:
    for rule in site_map.url_map.iter_rules():
        assert not (rule.methods or set()) & {"PUT", "PATCH", "DELETE"}, rule.rule
        number = re.sub(r"(charters/|/v)<int:\w+>", "", rule.rule)  # versions are counted in public
        assert "<int:" not in number, f"{rule.rule} shows a row's number"
