"""A parser that refuses what it does not know with what was meant."""

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name
"""Where a command adds its own."""


class SuggestingParser(argparse.ArgumentParser):
    """Says "did you mean" of options and commands; its subparsers do the same."""

    def parse_known_args(  # type: ignore[override]  # the overloads of typeshed, of which we use one
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """An unknown option is refused by the command whose options it is nearest to."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self.meant(unknown[0])}")
        return known, unknown

    def meant(self, argument: str) -> str:
        """The option that `argument` looks like, as the end of a sentence."""
        name = argument.partition("=")[0]
        near = get_close_matches(name, self._option_string_actions, n=1)
        return f" (did you mean {near[0]}?)" if near else ""
