"""The address of a review's video leads to a page, whoever writes it."""

from __future__ import annotations

import pytest

from commons.actors import system
from commons.errors import Invalid
from council.reviews import operations
from tests.make import make_review

pytestmark = pytest.mark.usefixtures("app", "clock")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "videos/1", "https://x.org/<b>"])
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_review(video_url=address)
    assert set(refused.value.messages) == {"video_url"}
    review = make_review(video_url="https://video.example.org/1")
    with pytest.raises(Invalid):
        operations.change(
            actor=system(), review=review, title="A", kind=review.kind, minutes=60, place="",
            governor_attends=False, video_url=address,
        )  # fmt: skip
    assert review.video_url == "https://video.example.org/1"
