"""Letters about accounts: confirm, known address, new password, password changed."""

from __future__ import annotations

from citizens.accounts import operations, queries
from citizens.accounts.rules import LinkPurpose, mailing_slot
from commons import clock, mail
from commons.i18n import force_locale
from commons.web import public_url

FOLDER = "citizens/accounts/mail"


def confirm(account_id: int, once: str) -> None:
    """Sends the link that confirms an address, unless it was confirmed in the meantime."""
    account = queries.by_id(account_id)
    if account is not None and account.confirmed_at is None:
        _send_link(account_id, LinkPurpose.CONFIRM, "confirm", "citizens.accounts.confirm", once)


def reset(account_id: int, once: str) -> None:
    """Sends the link to a new password, unless one was sent within the last minutes."""
    _send_link(account_id, LinkPurpose.RESET, "reset", "citizens.accounts.reset", once)


def known(account_id: int) -> None:
    """Tells the holder of an address that somebody tried to register it again, not too often."""
    once = f"known:{account_id}:{mailing_slot(clock.now())}"
    _send(account_id, "known", once, url=public_url("citizens.accounts.forgotten"))


def password_changed(account_id: int, once: str) -> None:
    """Tells the holder that the password was changed."""
    _send(account_id, "password_changed", once, url=public_url("citizens.accounts.forgotten"))


def _send_link(account_id: int, purpose: LinkPurpose, name: str, endpoint: str, once: str) -> None:
    # A link in hand is good for longer than this rest lasts: who asks again has it already.
    if queries.has_fresh_link(account_id, purpose):
        return
    token = operations.make_link(account_id=account_id, purpose=purpose)
    if token:
        _send(account_id, name, once, url=public_url(endpoint, token=token))


def _send(account_id: int, name: str, once: str, **context: str) -> None:
    account = queries.by_id(account_id)
    if account is None:
        return
    with force_locale(account.language):
        mail.queue(
            to=account.email,
            template=f"{FOLDER}/{name}",
            once=once,
            name=account.actor.name,
            **context,
        )
