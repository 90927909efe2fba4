"""A letter about an answer to what one said."""

from __future__ import annotations

from citizens.comments import queries
from citizens.moderation.queries import account_of_author
from commons import mail
from commons.i18n import force_locale
from commons.web import public_url


def answered(code: str, once: str) -> None:
    """Tells the author of a comment that it was answered."""
    comment = queries.by_code(code)
    account = account_of_author(comment.actor_id)
    if account is None:
        return
    with force_locale(account.language):
        mail.queue(
            to=account.email,
            template="citizens/comments/mail/answered",
            once=once,
            name=account.actor.name,
            words=comment.answer,
            by=comment.answered_by,
            url=public_url("citizens.comments.show", code=code),
        )
