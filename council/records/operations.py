"""Acts on records: published once, corrected beside, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from commons import actors, clock, events, ledger, search, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Invalid, NotNow
from commons.formats import iso
from commons.hashing import Json, canonical, sha256
from commons.i18n import _
from council.records import queries, rules, tables
from council.records.models import Record, RecordVersion
from council.records.rules import VersionKind
from council.records.tables import Document
from council.reviews import operations as reviews
from council.reviews.models import Review
from council.reviews.rules import HELD, may_sign


@operation
def draft(*, actor: Actor, review: Review) -> None:
    """The record of the review is being looked at before it is signed."""
    _check_held(review)
    reviews.record_drafted(actor=actor, review=review)


@operation(durable=True)
def publish(
    *, actor: Actor, review: Review, approved: bool = True, no_strategy_reason: str = ""
) -> RecordVersion:
    """Version 1 is out: bytes, entry of the log and news in one act; a second press finds it."""
    subjects.lock(review.subject_id)
    _check_held(review)
    earlier = queries.of_review(review.id)
    if earlier is not None:
        return queries.version(earlier.id)
    document = tables.document(review, approved=approved, no_strategy_reason=no_strategy_reason)
    if approved and not review_says_why(document):
        raise Invalid({"reason": _("No strategy changed: say in a sentence why.")})
    subject = subjects.register("record", title=review.title, path="/records/{id}", letter="R")
    record = Record(subject_id=subject.id, review_id=review.id, made_at=clock.now())
    db.session.add(record)
    db.session.flush()
    made = _add_version(
        actor, record, document, number=1, kind=VersionKind.FIRST, reason="", approved=approved
    )
    reviews.record_published(actor=actor, review=review)
    search.index(subject, _words(document))
    return made


@operation(durable=True)
def correct(
    *, actor: Actor, record: Record, reason: str, changes: Mapping[str, str]
) -> RecordVersion:
    """A new version stands beside the one before, which stays as it was; it says what was wrong."""
    subjects.lock(record.subject_id)
    last = queries.version(record.id)
    before: Document = json.loads(last.content)
    wanted = {
        path: text
        for path, text in changes.items()
        if rules.correctable(before).get(path) not in (None, text)
    }
    if not reason:
        raise Invalid({"reason": _("Say what was wrong: the reason stands beside the record.")})
    if not wanted:
        raise Invalid({"words": _("Nothing would change. Write what it should say.")})
    made = rules.corrected(before, wanted)
    document = made if isinstance(made, dict) else before
    return _add_version(
        actor,
        record,
        document,
        number=last.number + 1,
        kind=VersionKind.CORRECTION,
        reason=reason,
        approved=last.approved,
    )


@operation(durable=True)
def add(*, actor: Actor, record: Record, reason: str) -> RecordVersion:
    """A new version holds what came after: written answers, approval if a signer adds them."""
    subjects.lock(record.subject_id)
    if not reason:
        raise Invalid({"reason": _("Say what is added.")})
    last = queries.version(record.id)
    document: Document = json.loads(last.content)
    now = tables.document(record.review, approved=True)
    document["questions"] = rules.joined(document["questions"], now["questions"])
    council_id = record.review.council.subject_id
    approved = last.approved or may_sign(actors.grants_of(actor.id), council_id)
    document["gaps"] = tables.gaps(document, approved=approved)
    if approved == last.approved and canonical(document) == canonical(json.loads(last.content)):
        raise Invalid({"reason": _("Nothing has come since the last version.")})
    return _add_version(
        actor,
        record,
        document,
        number=last.number + 1,
        kind=VersionKind.ADDITION,
        reason=reason,
        approved=approved,
    )


def review_says_why(document: Document) -> bool:
    """Whether the section Strategies has moves, or a reason why there are none."""
    section = document["strategies"]
    return isinstance(section, dict) and bool(section["moves"] or section["reason"])


def _check_held(review: Review) -> None:
    if review.is_rehearsal:
        raise NotNow(_("A rehearsal leaves no record."))
    if review.state not in HELD:
        raise NotNow(_("The review is not over: its record comes after it."))


def _add_version(
    actor: Actor,
    record: Record,
    document: Document,
    *,
    number: int,
    kind: VersionKind,
    reason: str,
    approved: bool,
) -> RecordVersion:
    subject = subjects.lock(record.subject_id)
    document = _stamped(
        actor, record, document, number=number, kind=kind, reason=reason, approved=approved
    )
    content = canonical(document)
    leaf = ledger.append("record", subject_id=record.subject_id, document=document)
    made = RecordVersion(
        record_id=record.id,
        number=number,
        kind=kind,
        content=content,
        sha256=sha256(content),
        reason=reason,
        approved=approved,
        leaf_number=leaf.number,
        actor_id=actor.id,
        published_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    review = db.session.get_one(Review, record.review_id)
    subjects.touch(subject.id, review.subject_id, review.council.subject_id)
    subjects.touch_site()
    events.record(
        "record.published",
        subject_id=subject.id,
        actor=actor,
        public=True,
        number=number,
        kind=kind.value,
        title=review.title,
        reason=reason,
    )
    return made


def _stamped(
    actor: Actor,
    record: Record,
    document: Document,
    *,
    number: int,
    kind: VersionKind,
    reason: str,
    approved: bool,
) -> Document:
    signed_by = queries.signed_by(record.id) or (actor.name if approved else "")
    last = queries.version(record.id) if number > 1 else None
    told = document["corrections"]
    corrections: list[Json] = list(told) if isinstance(told, list) else []
    if last is not None:
        found = rules.differences(json.loads(last.content), document)
        fields: list[Json] = [
            {"field": each.path, "old": each.old, "new": each.new}
            for each in found
            if not each.path.startswith(("version", "corrections"))
        ]
        corrections.append({"version": number, "reason": reason, "fields": fields})
    return document | {
        "code": db.session.get_one(subjects.Subject, record.subject_id).public_id,
        "version": {
            "number": number,
            "kind": kind.value,
            "reason": reason,
            "signed_by": signed_by,
            "published_at": iso(clock.now()),
            "previous": last.sha256 if last else "",
            **({"corrected_by": actor.name} if kind is VersionKind.CORRECTION else {}),
            **({"added_by": actor.name} if kind is VersionKind.ADDITION else {}),
        },
        "corrections": corrections,
    }


def _words(document: Document) -> str:
    return " ".join(text for text in rules.correctable(document).values() if text)
