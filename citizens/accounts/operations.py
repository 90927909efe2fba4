"""Registering, confirming, signing in and out, changing and erasing an account."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import delete, select, update

from citizens.accounts import passwords, queries
from citizens.accounts.models import Account, MailedLink, Session
from citizens.accounts.rules import (
    LASTS,
    LINK_LASTS,
    STAFF_LASTS,
    LinkPurpose,
    claims_office,
    email_key,
    is_email,
    is_reserved,
    name_key,
)
from commons import actors, clock, events
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Conflict, Invalid, NotFound
from commons.hashing import sha256
from commons.i18n import _
from commons.mail import forget
from commons.roles import Level
from commons.subjects import lock, site_id, touch_site

FORMER = "Former member"
Handler = Callable[[Account], None]
_erasers: list[Handler] = []
_learners: list[Handler] = []


@operation(durable=True)
def register(
    *,
    name: str,
    email: str,
    password_hash: str,
    language: str = "en",
    actor: Actor | None = None,
) -> Account | None:
    """An account waits to be confirmed; the holder of a known address gets a mail instead."""
    lock(site_id())  # a second press of the same form finds what the first one made
    known = queries.by_email(email)
    if known is not None:
        require_free_name(name)  # else a name that is taken would tell which addresses are known
        _tell("account.known", known, actor)
        return None
    account = _add(name=name, email=email, password_hash=password_hash, language=language)
    _tell("account.registered", account, actor)
    return account


@operation(durable=True)
def make_example(
    *,
    actor: Actor,
    name: str,
    email: str,
    office: str | None = None,
    language: str = "en",
    level: Level = Level.MEMBER,
) -> Account:
    """A confirmed example person stands on the sign-in page of the demonstration."""
    account = _add(name=name, email=email, password_hash=passwords.NONE, language=language)
    account.actor.office = office
    account.is_example = True
    account.confirmed_at = clock.now()
    account.level = int(level)
    _tell("account.confirmed", account, actor)
    return account


@operation(durable=True)
def make_link(*, account_id: int, purpose: LinkPurpose) -> str | None:
    """A new link of this purpose can be mailed. None: account erased.

    Earlier ones work until one of them is used, or whoever knows an address could end the link
    that its holder has in hand.
    """
    account = db.session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    token = secrets.token_urlsafe(24)
    db.session.add(
        MailedLink(
            token_hash=sha256(token.encode()),
            account_id=account_id,
            purpose=purpose,
            expires_at=clock.now() + LINK_LASTS[purpose],
        )
    )
    return token


@operation(durable=True)
def ask_again(*, account: Account) -> None:
    """Another link to confirm the address is on its way."""
    _tell("account.registered", account, account.actor)


@operation(durable=True)
def confirm(*, token: str) -> Account:
    """The address is confirmed and the link is used up."""
    account = _use(token, LinkPurpose.CONFIRM)
    if account.confirmed_at is None:
        account.confirmed_at = clock.now()
        account.level = max(account.level, int(Level.MEMBER))
        _tell("account.confirmed", account, account.actor)
    return account


@operation(durable=True)
def open_session(*, account: Account) -> str:
    """A browser is signed in; returns the key for its cookie, which is kept nowhere else."""
    key = secrets.token_urlsafe(24)
    staff = bool(actors.grants_of(account.actor_id))
    db.session.add(
        Session(
            key_hash=sha256(key.encode()),
            account_id=account.id,
            created_at=clock.now(),
            expires_at=clock.now() + (STAFF_LASTS if staff else LASTS),
        )
    )
    return key


@operation(durable=True)
def end_session(*, key: str) -> None:
    """The session of this key is over, also for a copied cookie."""
    _end(select(Session.key_hash).where(Session.key_hash == sha256(key.encode())))


@operation(durable=True)
def end_other(*, actor: Actor, code: str) -> None:
    """One of one's own sessions, named by its code, is over."""
    account = queries.by_actor(actor.id)
    own = select(Session.key_hash).where(
        Session.account_id == account.id, Session.key_hash.startswith(code, autoescape=True)
    )
    if len(code) != 16 or db.session.scalar(own) is None:
        raise NotFound
    _end(own)


@operation(durable=True)
def ask_reset(*, email: str) -> None:
    """A link to set a new password is on its way, if the address is known."""
    account = queries.by_email(email)
    if account is not None and account.disabled_at is None:
        _tell("account.reset_asked", account, None)


@operation(durable=True)
def reset_password(*, token: str, password_hash: str) -> Account:
    """The password is new, the address confirmed, and every session over."""
    account = _use(token, LinkPurpose.RESET)
    account.confirmed_at = account.confirmed_at or clock.now()
    account.level = max(account.level, int(Level.MEMBER))
    _set_password(account, password_hash)
    return account


@operation(durable=True)
def change_password(*, actor: Actor, password_hash: str) -> Account:
    """The password is new and every session over; whoever changed it signs in anew."""
    account = queries.by_actor(actor.id)
    _set_password(account, password_hash)
    return account


@operation(durable=True)
def change_name(*, actor: Actor, name: str, language: str | None = None) -> None:
    """The person is shown by this name from now on, also beside what they said before."""
    account = queries.by_actor(actor.id)
    if name != account.actor.name:
        require_free_name(name, but_for=account.id)
        account.name_key = name_key(name)
        account.actor.name = name
        touch_site()  # any page may show a name, and each is kept with the site's version
    account.language = language or account.language


@operation(durable=True)
def set_level(*, account: Account, level: Level) -> None:
    """We know the account's holder at least this well."""
    account.level = max(account.level, int(level))
    for learner in _learners:
        learner(account)


@operation(durable=True)
def erase(*, actor: Actor) -> None:
    """Nothing personal is left: the actor stands in the record as a former member."""
    _erase(queries.by_actor(actor.id))


@operation(durable=True)
def erase_unconfirmed(*, account_id: int) -> bool:
    """An account that nobody confirmed is gone, its name and address are free; false if kept."""
    left = queries.left_unconfirmed().where(Account.id == account_id).with_for_update()
    account = db.session.scalar(left)
    if account is not None:
        _erase(account)
    return account is not None


@operation(durable=True)
def create(*, email: str, name: str, language: str = "en") -> tuple[Account, str]:
    """An account without a password, and the token of a link with which to set one."""
    if not is_email(email):
        raise Invalid({"email": _("This is not an e-mail address.")})
    if queries.by_email(email) is not None:
        raise Conflict(_("There is an account for this address already."))
    account = _add(name=name, email=email, password_hash=passwords.NONE, language=language)
    token = make_link(account_id=account.id, purpose=LinkPurpose.RESET)
    return account, str(token)


@operation(durable=True)
def grant(*, email: str, role: str, reason: str) -> Actor:
    """The account's holder has this role everywhere, from now on, and everybody can see it."""
    account = queries.by_email(email)
    if account is None:
        raise NotFound(_("There is no account for this address."))
    held = {each.role for each in actors.grants_of(account.actor_id) if each.scope_id is None}
    if role not in held:
        db.session.add(
            actors.RoleGrant(
                actor_id=account.actor_id,
                role=role,
                starts_at=clock.now(),
                granted_by_id=actors.system().id,
                reason=reason,
            )
        )
        touch_site()
        events.record(
            "office.appointed",
            subject_id=site_id(),
            actor=actors.system(),
            public=True,
            role=role,
            name=account.actor.name,
            reason=reason,
        )
    return account.actor


def before_erasing(eraser: Handler) -> Handler:
    """Registers what another feature forgets when an account is erased."""
    _erasers.append(eraser)
    return eraser


def when_known_better(learner: Handler) -> Handler:
    """Registers what another feature does when an account's holder is known better."""
    _learners.append(learner)
    return learner


def _add(*, name: str, email: str, password_hash: str, language: str) -> Account:
    require_free_name(name)
    person = actors.create(kind="person", name=name)
    account = Account(
        actor_id=person.id,
        actor=person,
        email=email.strip(),
        email_key=email_key(email),
        name_key=name_key(name),
        password_hash=password_hash,
        language=language,
        level=int(Level.READER),
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    return account


def require_free_name(name: str, but_for: int | None = None) -> None:
    """Passes when somebody new, or the account `but_for`, may have this name."""
    if not name_key(name):
        raise Invalid({"name": _("Please write a name that can be read.")})
    if is_reserved(name):
        raise Invalid({"name": _("This is the name of an office. Please choose another one.")})
    if claims_office(name):
        words = _("Offices are given and shown by this site. Please write your name without one.")
        raise Invalid({"name": words})
    if queries.is_like_an_officer(name, but_for):
        words = _("Somebody who holds an office is called that. Please write yours another way.")
        raise Invalid({"name": words})
    if queries.is_name_taken(name, but_for):
        raise Invalid({"name": _("Somebody has a name that looks the same. Please add to yours.")})


def _erase(account: Account) -> None:
    for eraser in _erasers:
        eraser(account)
    forget(account.email)
    db.session.execute(delete(Session).where(Session.account_id == account.id))
    db.session.execute(delete(MailedLink).where(MailedLink.account_id == account.id))
    person = account.actor
    db.session.delete(account)
    db.session.flush()
    person.name, person.office = FORMER, None
    touch_site()
    moment = clock.now()
    db.session.execute(
        update(actors.RoleGrant)
        .where(
            actors.RoleGrant.actor_id == person.id,
            actors.RoleGrant.ends_at.is_(None) | (actors.RoleGrant.ends_at > moment),
        )
        .values(ends_at=moment)
    )


def _set_password(account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    _use_up(account, *LinkPurpose)
    _end(select(Session.key_hash).where(Session.account_id == account.id))
    _tell("account.password_changed", account, account.actor)


def _use(token: str, purpose: LinkPurpose) -> Account:
    link = queries.link_of(token, purpose)
    _use_up(link.account, purpose)
    if link.account.disabled_at is not None:
        raise NotFound
    return link.account


def _use_up(account: Account, *purposes: LinkPurpose) -> None:
    db.session.execute(
        update(MailedLink)
        .where(
            MailedLink.account_id == account.id,
            MailedLink.purpose.in_(purposes),
            MailedLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def _end(keys: object) -> None:
    db.session.execute(
        update(Session)
        .where(Session.key_hash.in_(keys), Session.ended_at.is_(None))  # type: ignore[arg-type]
        .values(ended_at=clock.now())
    )


def _tell(kind: str, account: Account, actor: Actor | None) -> None:
    events.record(kind, subject_id=site_id(), actor=actor or actors.system(), account=account.id)
