"""What the exporter does when the system sends it a signal."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOP = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def signals(*, on_hangup: Callable[[], None], on_stop: Callable[[str], None]) -> Iterator[None]:
    """Calls `on_stop` with the name of the first signal to stop; a second one ends the process."""
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        for each in STOP:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)
        on_stop(number.name)

    loop.add_signal_handler(signal.SIGHUP, on_hangup)
    for number in STOP:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for each in (signal.SIGHUP, *STOP):
            loop.remove_signal_handler(each)
