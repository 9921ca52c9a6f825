"""What Python's garbage collector looks through: neither what was there from the start, nor every handful of objects.

What is known of targets is in no circle and goes by itself, so that a pass finds next to nothing.
"""

import gc

MOST_NEW = 2_000
"""Objects more than before, after which those that came since are looked through: a millisecond."""


def collect_seldom() -> None:
    """Spares what is alive by now, for good, and begins passes at a larger number of new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MOST_NEW, *gc.get_threshold()[1:])
