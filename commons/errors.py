"""What can go wrong by a person's doing; commons.web makes a page or a problem document of it."""

from __future__ import annotations


class GoalpostError(Exception):
    """The common parent; `reason` is in words that anyone can read.

    A page of its own may have another `headline`, and `ways` on: words and the endpoint of each.
    """

    def __init__(
        self, reason: str = "", *, headline: str = "", ways: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.headline = headline
        self.ways = ways


class NotFound(GoalpostError):
    """There is no such thing, or the asker may not know of it."""


class Refused(GoalpostError):
    """This person may not do it; the reason says why and what to do."""


class SignInNeeded(GoalpostError):
    """It would be allowed to somebody who has signed in."""


class Conflict(GoalpostError):
    """Somebody else was faster; the reason says what stands now."""


class TooMany(GoalpostError):
    """The limit for this act is used up; `after` is in seconds."""

    def __init__(self, reason: str, after: int) -> None:
        super().__init__(reason)
        self.after = after


class Invalid(GoalpostError):
    """Some fields cannot be taken as they are: a message for each, keyed by the field's name."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = messages


class NotNow(Refused, Invalid):
    """Nobody may do this as things stand; the reason is said at the form, beside what was typed."""

    def __init__(self, reason: str) -> None:
        Invalid.__init__(self, {"": reason})
