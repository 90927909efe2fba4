"""Mail: rendered from the feature's templates, kept in an outbox, sent by the worker over SMTP."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from flask import current_app, render_template
from sqlalchemy import Index, String, Text, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, db, insert_new, operation
from commons.hashing import sha256
from commons.jobs import until_told

log = structlog.get_logger()
ATTEMPTS = 8
KEPT = timedelta(days=30)


class Letter(Base):
    """One mail to one person; `once` makes a second queueing of the same news do nothing."""

    __tablename__ = "mail_letter"
    __table_args__ = (Index(None, "sent_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    once: Mapped[str] = mapped_column(String(200), unique=True)
    to_address: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


@operation
def queue(*, to: str, template: str, once: str, **context: Any) -> None:
    """The mail of the template's `.subject.txt` and `.txt` waits to be sent, as text and HTML."""
    subject = " ".join(render_template(f"{template}.subject.txt", **context).split())
    body = render_template(f"{template}.txt", **context)
    statement = insert_new(Letter).values(
        once=once[:200],
        to_address=to,
        subject=subject,
        body=body,
        html=_html(subject, body),
        queued_at=clock.now(),
        next_try_at=clock.now(),
        attempts=0,
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["once"]))


@operation
def forget(address: str) -> None:
    """No letter to this address is kept, nor is one still sent."""
    db.session.execute(delete(Letter).where(Letter.to_address == address))


@operation
def forget_old() -> int:
    """Of letters sent or given up more than 30 days ago only their keys are kept; how many."""
    edge = clock.now() - KEPT
    given_up = and_(Letter.sent_at.is_(None), Letter.next_try_at.is_(None))
    over = or_(Letter.sent_at < edge, and_(given_up, Letter.queued_at < edge))
    emptied = (
        update(Letter)
        .where(Letter.to_address != "", over)
        .values(to_address="", subject="", body="", html=None)
        .returning(Letter.id)
    )
    return len(db.session.execute(emptied).all())


def _html(subject: str, body: str) -> str:
    words = re.split(r"^-- ?$", body, flags=re.MULTILINE)[0].strip()
    parts = [
        [[(word, _is_ours(word)) for word in line.split()] for line in part.splitlines()]
        for part in re.split(r"\n\s*\n", words)
    ]
    return render_template("commons/mail/letter.html", subject=subject, parts=parts)


def _is_ours(word: str) -> bool:
    # Only our own addresses become links: whatever else a letter quotes stays words.
    home = str(current_app.config["PUBLIC_URL"] or "").rstrip("/")
    return bool(home) and word.startswith(f"{home}/")


def send_waiting(limit: int = 50) -> int:
    """Sends what is due over SMTP; what fails is tried again later, up to eight times."""
    if not current_app.config["MAIL_URL"]:
        return 0
    due = db.session.scalars(
        select(Letter.id)
        .where(Letter.sent_at.is_(None), Letter.next_try_at <= clock.now())
        .order_by(Letter.id)
        .limit(limit)
    ).all()
    return sum(_send_one(letter_id) for letter_id in until_told(due))


def _send_one(letter_id: int) -> int:
    # No transaction is open while we talk to the mail host: a slow one holds up nobody's writing.
    letter = _claim(letter_id)
    if letter is None:
        return 0
    try:
        _deliver(letter)
    except (OSError, smtplib.SMTPException) as error:
        _note(letter_id, error=type(error).__name__)
        log.warning("mail_failed", letter=letter_id, attempt=letter.attempts)
        return 0
    _note(letter_id)
    return 1


@operation(durable=True)
def _claim(letter_id: int) -> Letter | None:
    """This letter is ours to send; should we die before it is sent, it is due again later."""
    letter = db.session.scalar(
        select(Letter)
        .where(Letter.id == letter_id, Letter.sent_at.is_(None), Letter.next_try_at <= clock.now())
        .with_for_update(skip_locked=True)
    )
    if letter is None:
        return None
    letter.attempts += 1
    wait = timedelta(minutes=2**letter.attempts)
    letter.next_try_at = clock.now() + wait if letter.attempts < ATTEMPTS else None
    return letter


@operation(durable=True)
def _note(letter_id: int, error: str | None = None) -> None:
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        return  # forgotten while it was on its way
    letter.last_error = error
    if error is None:
        letter.sent_at, letter.next_try_at = clock.now(), None


def _deliver(letter: Letter) -> None:
    address = urlsplit(current_app.config["MAIL_URL"])
    with _connected(address) as server:
        if address.query == "starttls":
            server.starttls(context=ssl.create_default_context())
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(_message(letter))


def _connected(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or ""
    if address.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=20, context=context)
    return smtplib.SMTP(host, address.port or 25, timeout=20)


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    name, sender = parseaddr(current_app.config["MAIL_FROM"])
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to_address)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.queued_at)
    # The same at every attempt, so that a mailbox can drop what was handed over twice.
    name_of_it = f"goalpost-{letter.id}-{sha256(letter.once.encode())[:16]}"
    message["Message-ID"] = f"<{name_of_it}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
