"""What an account may be: addresses and names that count as the same, passwords, times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a mailed link is good for."""

    CONFIRM = "confirm"
    RESET = "reset"


class PasswordFault(StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PATTERN = "pattern"
    OWN = "own"


LEAST_PASSWORD = 12
MOST_PASSWORD = 256
MOST_NAME = 80
MOST_EMAIL = 254

LINK_LASTS = {LinkPurpose.CONFIRM: timedelta(days=3), LinkPurpose.RESET: timedelta(hours=1)}
MAILED_AGAIN_AFTER = timedelta(minutes=15)
STAFF_IDLE, STAFF_LASTS = timedelta(minutes=30), timedelta(hours=12)
IDLE, LASTS = timedelta(days=14), timedelta(days=90)
UNCONFIRMED_LASTS = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)

RESERVED = (
    "governor", "the governor", "mayor", "goalpost", "council", "clerk", "admin", "administrator",
    "system", "moderator", "facilitator", "operator", "director", "chair", "analyst", "steward",
    "staff", "support", "official", "former member", "anonymous", "webmaster", "postmaster",
    "security", "root", "office of the governor", "governor’s office",
)  # fmt: skip
SITE_WORDS = frozenset({"goalpost", "goalposts", "washington", "governor", "council", "olympia"})

# Domains that deliver to the same box under several names, or whatever the dots.
SAME_DOMAIN = {
    "googlemail.com": "gmail.com", "hotmail.com": "outlook.com", "live.com": "outlook.com",
    "me.com": "icloud.com", "mac.com": "icloud.com", "protonmail.com": "proton.me",
    "pm.me": "proton.me", "ymail.com": "yahoo.com",
}  # fmt: skip
DOTS_IGNORED = frozenset({"gmail.com"})
HYPHEN_TAGS = frozenset({"yahoo.com"})

_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)

# Letters of other scripts that look like Latin ones (Unicode TR 39, the commonest of them).
_CAPITALS = str.maketrans(
    "АВЕКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",  # noqa: RUF001  look-alikes are the point
    "ABEKMHOPCTYXISJABEZHIKMNOPTYX",
)
_SMALL = str.maketrans(
    "аеорсухіѕјһԁԛԝӏκмтοανρτιυχειıɡɑ’‘ʼ`´‐‑‒–−",  # noqa: RUF001  as above
    "aeopcyxisjhdqwlkmtoavptiuxeiiga'''''-----",
)
_SAME_SHAPE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l"})
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn",
    "qazwsxedcrfvtgbyhnujm", "qwertzuiop", "azertyuiop",
)  # fmt: skip


def is_email(text: str) -> bool:
    """Whether mail could be sent to this address."""
    local = text.partition("@")[0]
    return len(text) <= MOST_EMAIL and len(local) <= 64 and bool(_EMAIL.fullmatch(text))


def email_key(address: str) -> str:
    """The one form of all spellings that reach the same box: case, tags and, for some, dots."""
    local, _at, domain = address.strip().lower().rpartition("@")
    domain = SAME_DOMAIN.get(domain, domain)
    kept = local.partition("+")[0]
    if domain in HYPHEN_TAGS:
        kept = kept.partition("-")[0]
    if domain in DOTS_IGNORED:
        kept = kept.replace(".", "")
    return f"{kept or local}@{domain}"


def name_key(name: str) -> str:
    """The one form of all names that look alike: compatibility forms, case, look-alike letters."""
    plain = unicodedata.normalize("NFKC", name)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    plain = plain.translate(_CAPITALS).casefold().translate(_SMALL)
    plain = unicodedata.normalize("NFC", plain).replace("i\u0307", "i")
    plain = plain.translate(_SAME_SHAPE).replace("rn", "m").replace("vv", "w")
    return " ".join(plain.split())[:400]


def is_reserved(name: str) -> bool:
    """Whether the name looks like that of an office or of the site itself."""
    return name_key(name) in {name_key(word) for word in RESERVED}


def claims_office(name: str) -> bool:
    """Whether the name comes with an office: “Ann Lee, Director”, “Governor Lee”."""
    first, *others = [_words(part) for part in _APART.split(unicodedata.normalize("NFKC", name))]
    if len(first) > 1 and first[0] in _FORMS_OF_ADDRESS:
        return True
    if len(first) > 2 and first[-1] in _FORMS_OF_ADDRESS:
        return True
    return any(word in _OFFICES for part in others for word in part)


def holds_name(name: str, full_name: str) -> bool:
    """Whether the name has the whole of another one in it, which has two words or more."""
    inner = _words(full_name)
    return len(inner) > 1 and f" {' '.join(inner)} " in f" {' '.join(_words(name))} "


def _words(text: str) -> list[str]:
    return name_key(re.sub(r"[^\w\s'’]|_", " ", text)).split()


# What parts a name from what somebody is, and the words that say an office. Some are surnames, too:
# those are an office only after such a mark.
_APART = re.compile(r"[,;:/|()\[\]{}<>·•—]|\s[-–]\s")
_FORMS_OF_ADDRESS = frozenset(
    map(name_key, ("governor", "director", "gobernador", "gobernadora", "directora", "alcaldesa"))
)
_OFFICES = _FORMS_OF_ADDRESS | frozenset(
    map(
        name_key,
        (
            "mayor", "chair", "chairman", "chairwoman", "chairperson", "clerk", "moderator",
            "facilitator", "operator", "analyst", "steward", "administrator", "admin", "official",
            "staff", "alcalde", "presidente", "presidenta", "secretario", "secretaria",
            "moderador", "moderadora", "goalpost",
        ),
    )
)  # fmt: skip


def password_fault(
    password: str, *, common: frozenset[str], own: Iterable[str] = ()
) -> PasswordFault | None:
    """Why this password is too easy to guess, or None; no kinds of characters are asked for."""
    if len(password) < LEAST_PASSWORD:
        return PasswordFault.SHORT
    if len(password) > MOST_PASSWORD:
        return PasswordFault.LONG
    typed = password.casefold()
    if _is_pattern(typed):
        return PasswordFault.PATTERN
    known = common | SITE_WORDS
    for form in {typed, _core(typed).translate(_LEET)}:
        if re.sub(r"[\W\d_]+", "", form) in known or _made_of(form, known):
            return PasswordFault.COMMON
    if _core(typed) in {word.casefold() for word in own if word}:
        return PasswordFault.OWN
    return None


def _core(text: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _made_of(text: str, words: frozenset[str]) -> bool:
    # The same word again, or two common ones: what remains after them is no secret either.
    rest, used = _core(text), 0
    while rest and used < 3:
        found = max((w for w in words if len(w) > 3 and rest.startswith(w)), key=len, default="")
        if not found:
            return False
        rest, used = re.sub(r"^[\W\d_]+", "", rest[len(found) :]), used + 1
    return not rest and used > 0


def _is_pattern(text: str) -> bool:
    if len(set(text)) <= 3:
        return True
    for size in range(1, 7):
        if text == (text[:size] * len(text))[: len(text)]:
            return True
    return any(text in run * 3 or text[::-1] in run * 3 for run in _RUNS)


def is_alive(*, created_at: datetime, seen_at: datetime, now: datetime, staff: bool) -> bool:
    """Whether a session still holds: not idle too long, not too old; offices have shorter times."""
    idle, lasts = (STAFF_IDLE, STAFF_LASTS) if staff else (IDLE, LASTS)
    return now - seen_at < idle and now - created_at < lasts


def can_be_used(*, expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Whether a mailed link still works: once, and not for long."""
    return used_at is None and now < expires_at


def fresh_link_expires_after(purpose: LinkPurpose, now: datetime) -> datetime:
    """Links that expire later than this were mailed so lately that no other is mailed yet."""
    return now + LINK_LASTS[purpose] - MAILED_AGAIN_AFTER


def mailing_slot(now: datetime) -> int:
    """The number of the quarter of an hour in which a mailbox gets the same news once."""
    return int(now.timestamp() // MAILED_AGAIN_AFTER.total_seconds())
