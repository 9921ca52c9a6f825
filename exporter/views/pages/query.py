"""What the filter of the overview understands: words, and `key=value`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from exporter.model.once import Once
from exporter.model.report import Report
from exporter.views.summary import weakest_protocol
from exporter.views.wording import STANDING_WORDS
from exporter.words.protocol import Support
from exporter.words.status import Status

TERM = re.compile(r'(?:(?P<key>[^\s="]+)=)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S+))')
KEYS = (
    "standing",
    "step",
    "severity",
    "finding",
    "host",
    "port",
    "address",
    "issuer",
    "name",
    "protocol",
    "client",
)
"""Those that are ours; any other is the name of a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that is asked for: a value under a key, or, without a key, a part of any."""

    key: str
    text: str


@dataclass(frozen=True)
class Known:
    """What a target is found by."""

    report: Report

    @Once
    def values(self) -> Mapping[str, frozenset[str]]:
        """Under each key, in small letters."""
        return {
            key: frozenset(value.casefold() for value in values)
            for key, values in found_by(self.report).items()
        }

    @Once
    def text(self) -> str:
        """All of them, for words that may stand anywhere."""
        target, standing = self.report.target, self.report.standing
        numbers = (f"step {step}" for step in self.values["step"])
        place = f"{target.host}:{target.port}".casefold()
        values = chain.from_iterable(self.values.values())
        return "\n".join((place, STANDING_WORDS[standing], *numbers, *values))

    def answers(self, term: Term) -> bool:
        """Whether the target is one of those that are asked for."""
        return term.text in (self.values.get(term.key, ()) if term.key else self.text)


def terms(query: str) -> tuple[Term, ...]:
    """What a query asks for, all of it at once: `team=web step=3 "let's encrypt"`."""
    return tuple(
        Term(key=found["key"] or "", text=(found["quoted"] or found["bare"] or "").casefold())
        for found in TERM.finditer(query)
    )


def found_by(report: Report) -> dict[str, Iterator[str] | tuple[str, ...]]:
    """The values of each key, labels first: ours stand in their place where both have a name."""
    target = report.target
    leaves = [chain.leaf for _, chain in report.assessments()]
    failing = [rung.step for rung in report.ladder if rung.status is Status.FAILING]
    verdicts = chain.from_iterable(report.clients.values())
    names = ((*leaf.dns_names, *leaf.ip_addresses) for leaf in leaves)
    labels = {name: (value,) for name, value in target.labels.items()}
    return {
        **labels,
        "standing": (report.standing,),
        "step": (*failing, *(str(step.number) for step in failing)),
        "severity": tuple(finding.kind.severity for finding in report.findings),
        "finding": tuple(finding.kind.code for finding in report.findings),
        "host": (target.host, target.server_name),
        "port": (str(target.port),),
        "address": tuple(place.address for place, _ in report.evidence.at_addresses()),
        "issuer": tuple(part for leaf in leaves for part in (leaf.issuer, *values_in(leaf.issuer))),
        "name": (target.name, *chain.from_iterable(names)),
        "protocol": (weakest_protocol(report) or "",),
        "client": tuple(one.client for one in verdicts if one.support is Support.NO),
    }


def values_in(name: str) -> Iterator[str]:
    """The values of a distinguished name (RFC 4514): "O=Example, CN=Example CA" has two."""
    yield from (part.partition("=")[2] for part in re.split(r"(?<!\\),\s*", name))
