"""Full-text search behind one interface: FTS5 on SQLite, tsvector on PostgreSQL.

Words are folded and stemmed here (English and Spanish), so that both databases find the same.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer
from sqlalchemy import text
from sqlalchemy.engine import Connection, CursorResult

from commons.db import db
from commons.ids import folded
from commons.subjects import Subject

MOST_WORDS = 12
STOP = frozenset(
    "a an and are as at be by for from has how in is it of on or that the this to was what when "  # noqa: SIM905  words read more easily as words
    "which who why will with de la el en los las que y un una por para con".split()
)
_stemmers = [snowballstemmer.stemmer(name) for name in ("english", "spanish")]
_stemming = threading.Lock()  # a stemmer keeps the word that it is at


@dataclass(frozen=True)
class Found:
    """A subject that matches, with its rank (lower is nearer)."""

    subject_id: int
    kind: str
    public_id: str
    title: str
    path: str
    rank: float


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    with _stemming:
        return tuple(dict.fromkeys(str(s.stemWord(word)) for s in _stemmers))


def words(raw: str) -> list[str]:
    """The stems to look for: folded, without stop words, each once."""
    return list(dict.fromkeys(stem for word in _typed(raw) for stem in _stems(word)))


def _typed(raw: str) -> list[str]:
    found = re.findall(r"[^\W_]+", folded(raw))
    return list(dict.fromkeys(word for word in found if word not in STOP))


def index(subject: Subject, body: str = "") -> None:
    """The subject is found by the words of its title and body; part of an operation."""
    drop(subject.id)
    title, text_of_body = " ".join(words(subject.title)), " ".join(words(body[:20_000]))
    write_text(subject.id, subject.kind, title, text_of_body)


def write_text(subject_id: int, kind: str, title: str, body: str) -> None:
    """The stems of a title and a body stand for the subject; part of an operation."""
    values = {"id": subject_id, "kind": kind, "title": title, "body": body}
    if db.engine.dialect.name == "sqlite":
        insert = (
            "INSERT INTO search_text (rowid, kind, title, body) VALUES (:id, :kind, :title, :body)"
        )
    else:
        insert = (
            "INSERT INTO search_text (subject_id, kind, words) VALUES (:id, :kind, "
            "setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body))"
        )
    db.session.execute(text(insert), values)


def every_text(connection: Connection) -> CursorResult[Any]:
    """Rows of subject id, kind, stems of the title, stems of the body: what `write_text` takes."""
    if connection.dialect.name == "sqlite":
        return connection.execute(
            text("SELECT rowid, kind, title, body FROM search_text ORDER BY rowid")
        )
    return connection.execute(
        text(
            "SELECT t.subject_id, t.kind, coalesce(title.stems, ''), coalesce(body.stems, '') "
            "FROM search_text t, "
            "LATERAL (SELECT string_agg(lexeme, ' ' ORDER BY positions[1]) AS stems "
            "FROM unnest(ts_filter(t.words, '{a}'))) title, "
            "LATERAL (SELECT string_agg(lexeme, ' ' ORDER BY positions[1]) AS stems "
            "FROM unnest(ts_filter(t.words, '{d}'))) body "
            "ORDER BY t.subject_id"
        )
    )


def drop(subject_id: int) -> None:
    """The subject is found no more."""
    column = "rowid" if db.engine.dialect.name == "sqlite" else "subject_id"
    db.session.execute(text(f"DELETE FROM search_text WHERE {column} = :id"), {"id": subject_id})  # noqa: S608  one of two fixed words


def find(
    raw: str, *, kinds: tuple[str, ...] = (), every: bool = True, limit: int = 20
) -> list[Found]:
    """The subjects that hold every word (or, with `every` false, any word) of what was typed.

    Those with every word in their title come first, then those with the words elsewhere, then
    those in which one only begins a longer word: `bus` finds buses before business.
    """
    looked = [_stems(word) for word in _typed(raw)[:MOST_WORDS]]
    if not looked:
        return []
    if db.engine.dialect.name == "sqlite":
        sql, values = _on_sqlite(looked, every=every)
    else:
        sql, values = _on_postgresql(looked, every=every)
    return _run(sql, values, kinds, limit)


def _groups(looked: list[tuple[str, ...]], form: str, either: str, joint: str) -> str:
    """A word matches by any of its stems (English or Spanish)."""
    return joint.join(
        "(" + either.join(form.format(stem) for stem in stems) + ")" for stems in looked
    )


def _on_sqlite(looked: list[tuple[str, ...]], *, every: bool) -> tuple[str, dict[str, Any]]:
    sql = (
        "SELECT s.id, s.kind, s.public_id, s.title, s.path, "
        "bm25(search_text, 0.0, 4.0, 1.0) AS rank, CASE "
        "WHEN s.id IN (SELECT rowid FROM search_text WHERE search_text MATCH :in_title) THEN 0 "
        "WHEN s.id IN (SELECT rowid FROM search_text WHERE search_text MATCH :whole) THEN 1 "
        "ELSE 2 END AS tier "
        "FROM search_text JOIN subject s ON s.id = search_text.rowid "
        "WHERE search_text MATCH :match"
    )
    found = _groups(looked, '"{}"*', " OR ", " AND " if every else " OR ")
    whole = _groups(looked, '"{}"', " OR ", " AND ")
    return sql, {
        "match": f"{{title body}} : ({found})",
        "in_title": f"title : ({whole})",
        "whole": f"{{title body}} : ({whole})",
    }


def _on_postgresql(looked: list[tuple[str, ...]], *, every: bool) -> tuple[str, dict[str, Any]]:
    sql = (
        "SELECT s.id, s.kind, s.public_id, s.title, s.path, "
        "-ts_rank_cd(t.words, q) AS rank, CASE "
        "WHEN t.words @@ to_tsquery('simple', :in_title) THEN 0 "
        "WHEN t.words @@ to_tsquery('simple', :whole) THEN 1 "
        "ELSE 2 END AS tier "
        "FROM search_text t "
        "JOIN subject s ON s.id = t.subject_id, to_tsquery('simple', :match) q "
        "WHERE t.words @@ q"
    )
    return sql, {
        "match": _groups(looked, "'{}':*", " | ", " & " if every else " | "),
        "in_title": _groups(looked, "'{}':A", " | ", " & "),
        "whole": _groups(looked, "'{}'", " | ", " & "),
    }


def _run(sql: str, values: dict[str, Any], kinds: tuple[str, ...], limit: int) -> list[Found]:
    if kinds:
        names = [f"kind{n}" for n in range(len(kinds))]
        sql += " AND s.kind IN (" + ", ".join(f":{name}" for name in names) + ")"
        values |= dict(zip(names, kinds, strict=True))
    sql += " ORDER BY tier, rank, s.id LIMIT :limit"
    rows = db.session.execute(text(sql), {**values, "limit": limit})
    return [Found(*row[:6]) for row in rows]
