"""The properties of the unit tests, with random examples instead of the same ones each time.

Run it with `python -m tests.fuzz.properties`. Each round draws its examples by a seed of its own;
none begins after `--seconds` have passed. What fails is shown with the smallest example and
with what reproduces it, and ends the program with status 1.
"""

import argparse
import subprocess
import sys
import time
from itertools import count

UNIT_TESTS = "tests/unit"
LONGEST_TEST = 600
"""Seconds: to shrink a failure takes longer than the suite grants a test."""


def arguments(seed: int) -> tuple[str, ...]:
    """What pytest is told: only properties, the profile for them, and an end at the first failure."""
    return (
        *("-m", "pytest", UNIT_TESTS, "-m", "hypothesis", "--exitfirst", "--quiet"),
        *("--hypothesis-profile=random", f"--hypothesis-seed={seed}", f"--timeout={LONGEST_TEST}"),
    )


def main() -> int:
    """Draws examples for a while, and says what came of them."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    until = time.monotonic() + chosen.seconds
    for seed in count(chosen.seed):
        sys.stdout.write(f"Examples of seed {seed}\n")
        sys.stdout.flush()
        status = subprocess.run([sys.executable, *arguments(seed)], check=False).returncode
        if status or time.monotonic() >= until:
            return status
    raise AssertionError("seeds do not end")


if __name__ == "__main__":
    sys.exit(main())
