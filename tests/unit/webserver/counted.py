"""Directives that tell how often they were gone through."""

from collections.abc import Iterator

from exporter.webserver.directive import Directive


class Counted(tuple[Directive, ...]):  # noqa: SLOT001 - a count needs a place
    """The directives of a block, and in `passes` how often they were."""

    passes = 0

    def __iter__(self) -> Iterator[Directive]:
        self.passes += 1
        return super().__iter__()
