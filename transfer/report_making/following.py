"""Looking up now and then from a drawing."""

import time
from collections.abc import Callable
from typing import Final

LOOK_EVERY: Final = 1.0
"""Seconds between two looks."""


def seldom(look: Callable[[], bool]) -> Callable[[], bool]:
    """For `drawn_apart`, which asks four times a second: asks `look` once a second."""
    looked = [0.0]

    def going_on() -> bool:
        if time.monotonic() - looked[0] < LOOK_EVERY:
            return True
        looked[0] = time.monotonic()
        return look()

    return going_on
