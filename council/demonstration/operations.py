"""The demonstration fills an empty site: the archive, and the example council."""

from __future__ import annotations

from commons import clock
from commons.release import on_first_start
from council.archive import operations as archive
from council.councils.queries import councils
from council.example import operations as example
from council.example.operations import Act, Stage
from council.example.tables import Calendar
from council.example_answers import operations as answers
from council.example_figures import operations as figures
from council.example_people import operations as people
from council.example_talk import operations as talk


@on_first_start
def load() -> None:
    """Both parts of the demonstration stand; what stood before is left as it is.

    The archive comes goal by goal, the example in one act: after a crash, what is missing is made.
    """
    archive.load()
    if not any(council.is_example for council in councils()):
        load_example()


def load_example() -> int:
    """The example council stands with its past, up to this moment; how many acts that took."""
    calendar = Calendar(clock.today())
    return example.play(acts=acts(calendar), stage=Stage(calendar))


def acts(calendar: Calendar) -> list[Act]:
    """All that happened in the example, as its files tell it."""
    parts = (people, figures, talk, answers)
    return [act for part in parts for act in part.acts(calendar)]
