"""Letters to those whose words were hidden or are shown again."""

from __future__ import annotations

from typing import Any

from citizens.moderation import queries
from commons import mail
from commons.i18n import force_locale
from commons.subjects import Subject
from commons.web import public_url


def hidden(subject: Subject, once: str) -> None:
    """Tells the author what was hidden, by which rule, why, and how to object."""
    hiding = queries.hidden([subject.id]).get(subject.id)
    if hiding is not None:
        rule = queries.RULE_WORDS[hiding.rule]
        _send(subject, "hidden", once, rule=rule, reason=hiding.reason)


def restored(subject: Subject, once: str) -> None:
    """Tells the author that the words are shown again, and why."""
    _send(subject, "restored", once, reason=queries.last_reason(subject.id))


def _send(subject: Subject, name: str, once: str, **context: Any) -> None:
    said = queries.said(subject)
    account = queries.account_of_author(said.author_id) if said.author_id else None
    if account is None:
        return
    with force_locale(account.language):
        mail.queue(
            to=account.email,
            template=f"citizens/moderation/mail/{name}",
            once=once,
            name=account.actor.name,
            words=said.words,
            code=subject.public_id,
            rules_url=public_url("citizens.moderation.rules"),
            log_url=public_url("citizens.moderation.log"),
            **context,
        )
