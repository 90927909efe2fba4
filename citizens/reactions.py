"""What happens after news: letters to those whom it concerns."""

from __future__ import annotations

from citizens.accounts import mail as account_mail
from commons.events import Event, on


@on("account.registered")
def confirm_address(event: Event) -> None:
    """The link to confirm is mailed."""
    account_mail.confirm(event.data["account"], f"confirm:{event.id}")


@on("account.known")
def tell_of_known_address(event: Event) -> None:
    """The holder learns that the address was used again."""
    account_mail.known(event.data["account"], f"known:{event.id}")


@on("account.reset_asked")
def send_reset(event: Event) -> None:
    """The link to a new password is mailed."""
    account_mail.reset(event.data["account"], f"reset:{event.id}")


@on("account.password_changed")
def tell_of_new_password(event: Event) -> None:
    """The holder learns that the password was changed."""
    account_mail.password_changed(event.data["account"], f"password:{event.id}")
