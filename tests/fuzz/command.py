"""What the commands of the fuzzers have in common: a time, a seed, and the word about the first fault."""

import argparse
import sys
import time
from collections.abc import Callable


class Wrong(Exception):  # noqa: N818 - reads as what it says of the outcome
    """Something came of an input that may not."""


def command(description: str, fuzz: Callable[[int, Callable[[int], bool]], str]) -> int:
    """Fuzzes by a seed until it is over, and prints what came of it; 1 at the first that is wrong."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--inputs", type=int, help="so many, however long they take")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    until, most = time.monotonic() + chosen.seconds, chosen.inputs
    try:
        told = fuzz(
            chosen.seed,
            lambda place: time.monotonic() >= until if most is None else place >= most,
        )
    except Wrong as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"{told}\n")
    return 0
