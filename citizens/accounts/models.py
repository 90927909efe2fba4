"""Tables of accounts, their sessions and mailed links: the only home of addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.accounts.rules import LinkPurpose
from commons.actors import Actor
from commons.db import Base, UtcDateTime, states


class Account(Base):
    """A person who can sign in. Erasing it leaves the actor, as a former member."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), unique=True)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    name_key: Mapped[str] = mapped_column(String(400), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5), default="en")
    level: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_example: Mapped[bool] = mapped_column(default=False)

    actor: Mapped[Actor] = relationship()


class Session(Base):
    """A signed-in browser: the cookie carries a random key, the row can end it."""

    __tablename__ = "session"
    __table_args__ = (
        Index(None, "account_id"),
        Index(None, "expires_at"),
        {"info": {"fleeting": True}},
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()


class MailedLink(Base):
    """A link that was mailed: usable once, for a while, for one purpose; only its hash is kept."""

    __tablename__ = "mailed_link"
    __table_args__ = (Index(None, "account_id"), {"info": {"fleeting": True}})

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[LinkPurpose] = mapped_column(states(LinkPurpose))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()
