"""A short run of the fuzz target; `python -m tests.fuzz.replies` runs for longer."""

import pytest

from tests.fuzz.command import Wrong
from tests.fuzz.replies import fuzz


def test_broken_replies_bring_out_nothing_but_replies() -> None:
    """Some of them still are a ServerHello that counts, so that all of the way is walked."""
    tally = fuzz(seed=0, is_over=lambda place: place >= 3000)
    assert tally.inputs == 3000
    assert tally.replies > 30


def test_an_input_that_goes_wrong_is_told() -> None:
    """With what is needed to try it again."""

    def careless(data: bytes) -> int:
        return data[0]

    with pytest.raises(Wrong, match=r"input \d+ of seed 7, [0-9a-f]*: IndexError"):
        fuzz(seed=7, is_over=lambda place: place >= 3000, decoders=(careless,))
