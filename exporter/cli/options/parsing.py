"""A parser that refuses what it does not know with what was meant."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TypeAlias

from exporter.config.wording import nearest

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name
"""Where a command adds its own."""


class SuggestingParser(argparse.ArgumentParser):
    """Says "did you mean" of options, commands and choices; its subparsers do the same."""

    def parse_known_args(  # type: ignore[override]  # the overloads of typeshed, of which we use one
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """An unknown option is refused by the command whose options it is nearest to, before what it leaves missing."""
        typed = sys.argv[1:] if args is None else args
        if slips := [*self.slips(typed)]:
            self.error(f"unrecognized arguments: {slips[0]}{self.meant(slips[0])}")
        known, unknown = super().parse_known_args(typed, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown

    def slips(self, typed: Sequence[str]) -> Iterator[str]:
        """What looks like an option of this command; behind a word stands what is a subcommand's."""
        end = "" if self._subparsers else "--"
        for one in takewhile(lambda one: one.startswith("-") if not end else one != end, typed):
            is_known = one.partition("=")[0] in self._option_string_actions
            if one.startswith("--") and not is_known and self.meant(one):
                yield one

    def meant(self, argument: str) -> str:
        """The option that `argument` looks like, as the end of a sentence."""
        return meant(argument.partition("=")[0], self._option_string_actions)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """A command, or a word to choose, that is none is refused with the one that it is nearest to."""
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message += meant(str(value), map(str, action.choices or ()))
            raise


def meant(word: str, words: Iterable[str]) -> str:
    """The one that `word` looks like, as the end of a sentence."""
    near = nearest(word, words)
    return f" (did you mean {near}?)" if near else ""
