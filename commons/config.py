"""Settings from the environment, read once at start; nothing else reads the environment."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
KNOWN_SECRETS = frozenset({"secret", "dev", "changeme", "change-me", "goalpost"})


class Misconfigured(RuntimeError):
    """A setting makes it unsafe or impossible to start; the message is one clear line."""


@dataclass(frozen=True)
class Settings:
    """All that can be set from outside, with the value that a newcomer gets."""

    instance: Path
    database_url: str
    redis_url: str | None
    demonstration: bool
    production: bool
    public_url: str
    mail_url: str | None
    mail_from: str
    site_zone: str
    trusted_proxies: int
    web_streams: int
    page_cache: bool
    limits: bool
    secret_key: str = field(repr=False)


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """The settings of this process; makes the instance folder and the secret key when missing."""
    env = dict(os.environ) if environ is None else environ
    instance = Path(env.get("INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    demonstration = env.get("GOALPOST_DEMONSTRATION", "0") == "1"
    production = env.get("GOALPOST_PRODUCTION", "0") == "1"
    settings = Settings(
        instance=instance,
        database_url=database_url(env.get("DATABASE_URL"), instance),
        redis_url=env.get("REDIS_URL") or None,
        demonstration=demonstration,
        production=production,
        public_url=env.get("PUBLIC_URL") or _local_url(env),
        mail_url=env.get("MAIL_URL") or None,
        mail_from=env.get("MAIL_FROM") or "Goalpost <goalpost@example.invalid>",
        site_zone=env.get("SITE_ZONE") or "America/Los_Angeles",
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", "0"),
        web_streams=_whole(env, "WEB_STREAMS", "100"),
        page_cache=env.get("PAGE_CACHE", "1") != "0",
        limits=env.get("LIMITS", "1") != "0",
        secret_key=env.get("SECRET_KEY") or _kept_secret(instance),
    )
    _refuse_unclear(settings)
    _refuse_unsafe(settings, env)
    return settings


def database_url(given: str | None, instance: Path) -> str:
    """The SQLAlchemy address: SQLite in the instance folder, or PostgreSQL through psycopg 3."""
    if not given:
        return f"sqlite:///{instance / 'goalpost.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _local_url(env: dict[str, str]) -> str:
    host = env.get("HOST") or "127.0.0.1"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  the other way round
    return f"http://{f'[{host}]' if ':' in host else host}:{env.get('PORT') or '8000'}"


def _whole(env: dict[str, str], name: str, default: str) -> int:
    given = env.get(name) or default
    if not given.isascii() or not given.isdigit():
        raise Misconfigured(f"{name} must be a whole number, and it is “{given}”.")
    return int(given)


def _kept_secret(instance: Path) -> str:
    """The key of this instance, made by the first who asks; all who start at once have the same."""
    path = instance / "secret_key"
    with suppress(FileNotFoundError):
        if kept := path.read_text().strip():
            return kept
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # held until the key is in the file
        key = file.read().strip()
        if not key:
            key = secrets.token_hex(32)
            file.write(key)
    return key


def _refuse_unclear(settings: Settings) -> None:
    """A value that cannot be meant is named here, not where it first breaks something."""
    try:
        ZoneInfo(settings.site_zone)
    except (ValueError, OSError, KeyError):
        raise Misconfigured(
            f"SITE_ZONE must be the name of a time zone, such as America/Los_Angeles, "
            f"and it is “{settings.site_zone}”."
        ) from None
    addresses = (
        ("DATABASE_URL", settings.database_url, ("sqlite", "postgresql+psycopg")),
        ("REDIS_URL", settings.redis_url, ("redis", "rediss", "unix")),
        ("PUBLIC_URL", settings.public_url, ("http", "https")),
        ("MAIL_URL", settings.mail_url, ("smtp", "smtps")),
    )
    for name, given, schemes in addresses:
        if given and not _is_address(given, schemes):
            # Not the value: it may hold a password.
            known = " or ".join(f"{each.partition('+')[0]}://" for each in schemes)
            raise Misconfigured(f"{name} must be an address that begins with {known}.")
    at = urlsplit(settings.database_url)
    if at.scheme == "sqlite" and at.path.strip("/") in ("", ":memory:"):
        raise Misconfigured("DATABASE_URL must name a file: processes share no database in memory.")
    if settings.mail_url and urlsplit(settings.mail_url).query not in ("", "starttls"):
        raise Misconfigured("MAIL_URL may end in ?starttls and in nothing else after a “?”.")
    if "@" not in parseaddr(settings.mail_from)[1]:
        raise Misconfigured("MAIL_FROM must hold an address, such as Goalpost <goals@example.org>.")


def _is_address(given: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(given)
        port = parts.port  # asking is what looks at it
    except ValueError:
        return False
    if parts.scheme not in schemes:
        return False
    by_path = parts.scheme in ("sqlite", "unix", "postgresql+psycopg")
    return by_path or bool(parts.hostname and port != 0)


def _refuse_unsafe(settings: Settings, env: dict[str, str]) -> None:
    if not settings.production:
        return
    if settings.demonstration:
        raise Misconfigured("Production refuses demonstration mode: unset GOALPOST_DEMONSTRATION.")
    if len(settings.secret_key) < 32 or settings.secret_key.lower() in KNOWN_SECRETS:
        raise Misconfigured("Production needs a SECRET_KEY of at least 32 unguessable characters.")
    if not settings.public_url.startswith("https://"):
        raise Misconfigured("Production needs PUBLIC_URL to begin with https://.")
    if not settings.limits:
        raise Misconfigured("Production keeps its limits: unset LIMITS.")
    if not env.get("MAIL_URL"):
        raise Misconfigured("Production needs MAIL_URL, for instance smtp://mail.example.org:25.")
    if not env.get("MAIL_FROM"):
        raise Misconfigured(
            "Production needs MAIL_FROM, for instance Goalpost <goals@example.org>."
        )
