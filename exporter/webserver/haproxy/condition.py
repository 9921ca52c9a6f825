"""Conditions around lines of haproxy's files (configuration manual, section 2.4)."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from exporter.webserver.number import whole_number

Truth: TypeAlias = bool | None
"""None: that depends on how haproxy was built and started, which the files do not tell."""
TOKEN = re.compile(r"([a-z_]+\([^()]*\))|(\|\||&&|[!()])|(-?\d+)|(\S)")


class UnparsableError(Exception):
    """An expression of another form, or a word at a wrong place; with haproxy's words."""


@dataclass(slots=True)
class Branches:
    """The blocks that are open at a line, from the outermost in."""

    now: list[Truth] = field(default_factory=list)
    """Whether the present branch of each holds."""
    before: list[Truth] = field(default_factory=list)
    """Whether one of its branches before does."""

    @property
    def truth(self) -> Truth:
        """Whether a line here counts."""
        return conjunction(self.now)

    def step(
        self, word: str, condition: str, variables: Mapping[str, str], *, is_known: bool
    ) -> None:
        """Takes in .if, .elif, .else or .endif; raises UnparsableError.

        `is_known` is false where variables stand in the condition whose values the files do not tell.
        """
        if word != ".if" and not self.now:
            raise UnparsableError(f"lone '{word}' with no matching '.if'.")
        if word == ".endif":
            self.now.pop()
            self.before.pop()
            return
        if word == ".if":
            self.now.append(False)
            self.before.append(False)
        else:
            self.before[-1] = disjunction((self.before[-1], self.now[-1]))
        self.now[-1] = None  # where it cannot be parsed, nothing is known of it
        others = negation(self.before[-1])
        holds = True if word == ".else" else truth(condition, variables)
        self.now[-1] = conjunction((others, holds if is_known else None))


def truth(condition: str, variables: Mapping[str, str]) -> Truth:
    """What an expression amounts to; empty ones are false; raises UnparsableError."""
    tokens = [found[0] for found in TOKEN.finditer(condition)]
    if not tokens:
        return False
    rest = Tokens(deque(tokens), variables)
    found = rest.either()
    if rest.left:
        raise UnparsableError(f"unparsable conditional expression '{condition}'")
    return found


@dataclass(slots=True)
class Tokens:
    """What is left of an expression."""

    left: deque[str]
    variables: Mapping[str, str]

    def either(self) -> Truth:
        """Terms with || between them."""
        return disjunction(tuple(self._between("||", self.both)))

    def both(self) -> Truth:
        """Terms with && between them, which bind more strongly."""
        return conjunction(tuple(self._between("&&", self.term)))

    def term(self) -> Truth:
        """A number, a predicate, or an expression in brackets; with ! its opposite."""
        word = self.left.popleft() if self.left else ""
        if word == "!":
            return negation(self.term())
        if word == "(":
            found = self.either()
            if not self.left or self.left[0] != ")":
                raise UnparsableError("missing closing parenthesis in a conditional expression")
            self.left.popleft()
            return found
        if (value := whole_number(word.removeprefix("-"))) is not None:
            return value != 0
        name, bracket, arguments = word.partition("(")
        if not bracket or name not in PREDICATES:
            raise UnparsableError(f"unparsable conditional expression at '{word}'")
        given = [one.strip() for one in arguments.removesuffix(")").split(",")]
        return PREDICATES[name](given, self.variables)

    def _between(self, operator: str, part: Callable[[], Truth]) -> Iterator[Truth]:
        yield part()
        while self.left and self.left[0] == operator:
            self.left.popleft()
            yield part()


def conjunction(truths: tuple[Truth, ...] | list[Truth]) -> Truth:
    """Whether all hold."""
    return False if False in truths else None if None in truths else True


def disjunction(truths: tuple[Truth, ...]) -> Truth:
    """Whether any holds."""
    return True if True in truths else None if None in truths else False


def negation(one: Truth) -> Truth:
    """Whether it does not hold."""
    return None if one is None else not one


def is_defined(given: list[str], variables: Mapping[str, str]) -> Truth:
    """A variable that the files set; others may come from where haproxy was started."""
    return True if given[0] in variables else None


def compared(
    compare: Callable[[str, str], bool],
) -> Callable[[list[str], Mapping[str, str]], Truth]:
    """What two texts are to each other, in which variables have their values already."""

    def holds(given: list[str], _: Mapping[str, str]) -> Truth:
        first, second = (*given, "", "")[:2]
        return compare(first, second)

    return holds


def not_known(_: list[str], __: Mapping[str, str]) -> Truth:
    """What the files do not tell."""
    return None


PREDICATES: Mapping[str, Callable[[list[str], Mapping[str, str]], Truth]] = {
    "defined": is_defined,
    "streq": compared(lambda one, other: one == other),
    "strneq": compared(lambda one, other: one != other),
    "strstr": compared(lambda one, other: other in one),
    **dict.fromkeys(
        (
            "enabled",
            "feature",
            "version_atleast",
            "version_before",
            "openssl_version_atleast",
            "openssl_version_before",
            "ssllib_name_startswith",
            "awslc_api_atleast",
            "awslc_api_before",
        ),
        not_known,
    ),
}
