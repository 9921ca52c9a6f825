"""What computes goes in single file, one in each pass of the event loop."""

import asyncio

from exporter.inspection.single_file import SingleFile


class Passes:
    """Counts the passes of the loop."""

    def __init__(self) -> None:
        self.count = 0
        self._go_on = True

    def __call__(self) -> None:
        """One more."""
        self.count += 1
        if self._go_on:
            asyncio.get_running_loop().call_soon(self)

    def end(self) -> None:
        """No more are counted."""
        self._go_on = False


async def test_who_comes_alone_goes_at_once() -> None:
    """Without a pass of the loop in between; and so does the next one, later."""
    file, passes = SingleFile(), Passes()
    asyncio.get_running_loop().call_soon(passes)
    await file.turn()
    assert passes.count == 0
    await asyncio.sleep(0)
    before = passes.count
    await file.turn()
    assert passes.count == before
    passes.end()


async def test_of_many_that_come_together_one_goes_in_each_pass() -> None:
    """In the order of coming; those that were called off keep nobody waiting."""
    file, passes, went = SingleFile(), Passes(), dict[int, int]()

    async def compute(number: int) -> None:
        await file.turn()
        went[number] = passes.count

    tasks = [asyncio.create_task(compute(number)) for number in range(6)]
    asyncio.get_running_loop().call_soon(passes)
    await asyncio.sleep(0)
    tasks[3].cancel()
    await asyncio.wait(tasks)
    passes.end()
    assert list(went) == [0, 1, 2, 4, 5]
    assert len(set(went.values())) == 5
