"""Work that every site has: hand on news, send mail, forget what is old."""

from __future__ import annotations

from commons import events, jobs, limits, mail, once
from commons.jobs import job


@job("relay", seconds=1)
def relay() -> int:
    """What happened is handed on."""
    return events.relay()


@job("send_mail", seconds=2)
def send_mail() -> int:
    """Letters that wait are sent."""
    return mail.send_waiting()


@job("forget", cron="20 3 * * *")
def forget() -> int:
    """Counted acts, claims, keys and the words of letters that no longer matter are gone."""
    return limits.forget_old() + once.forget_old() + jobs.forget_old_runs() + mail.forget_old()
