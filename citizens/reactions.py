"""What happens after news: letters to those whom it concerns."""

from __future__ import annotations

from citizens.accounts import mail as account_mail
from citizens.comments import mail as comment_mail
from citizens.moderation import mail as moderation_mail
from citizens.proposals import mail as proposal_mail
from commons.events import Event, on


@on("account.registered")
def confirm_address(event: Event) -> None:
    """The link to confirm is mailed."""
    account_mail.confirm(event.data["account"], f"confirm:{event.id}")


@on("account.known")
def tell_of_known_address(event: Event) -> None:
    """The holder learns that the address was used again."""
    account_mail.known(event.data["account"])


@on("account.reset_asked")
def send_reset(event: Event) -> None:
    """The link to a new password is mailed."""
    account_mail.reset(event.data["account"], f"reset:{event.id}")


@on("account.password_changed")
def tell_of_new_password(event: Event) -> None:
    """The holder learns that the password was changed."""
    account_mail.password_changed(event.data["account"], f"password:{event.id}")


@on("proposal.supported")
def tell_author_of_support(event: Event) -> None:
    """The author hears that the council must decide."""
    proposal_mail.supported(event)


@on("proposal.amended")
def tell_supporters_of_new_words(event: Event) -> None:
    """Supporters hear that the words have changed."""
    proposal_mail.amended(event)


@on("proposal.answered")
def tell_supporters_of_answer(event: Event) -> None:
    """The author and the supporters get the answer."""
    proposal_mail.answered(event)


@on("comment.answered")
def tell_of_answer(event: Event) -> None:
    """The author of a comment learns of the answer."""
    comment_mail.answered(event.subject.public_id, f"comment-answer:{event.id}")


@on("content.hidden")
def tell_of_hiding(event: Event) -> None:
    """The author learns what was hidden and why."""
    moderation_mail.hidden(event.subject, f"hidden:{event.id}")


@on("content.restored")
def tell_of_restoring(event: Event) -> None:
    """The author learns that the words are shown again."""
    moderation_mail.restored(event.subject, f"restored:{event.id}")
