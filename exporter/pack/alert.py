"""The alerts of the pack, as the data files beside this one declare them."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from exporter.config.data_file import written
from exporter.guide.data_file import STRICT, within
from exporter.pack.gravity import Gravity
from exporter.words.step import Step

FOLDER = Path(__file__).parent
FILES = (
    "exporter",
    "dns",
    "port",
    "server_config",
    "certificate",
    "client_cache",
    "chain",
    "compatibility",
    "files",
)
Texts = Mapping[str, str]
"""By language; `{…}` is filled in where the alert fires."""


class Pace(StrEnum):
    """How long a finding stands before somebody is told."""

    SOON = "soon"
    """Longer than what one probe of the default interval saw is told, a failed scrape included."""
    LATER = "later"
    SLOW = "slow"
    """For an hour, through any probe that got no answer."""


class At(StrEnum):
    """What findings are about: the label of `tls_finding` that names it, if any."""

    ADDRESS = "address"
    RESOLVER = "resolver"
    FILE = "file"
    DOCUMENT = "document"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Alert:
    """One alert: on findings of targets, or on whatever an expression of its own says."""

    name: str
    severity: Gravity
    summary: Texts
    text: Texts
    """What is wrong and what to do, in sentences."""
    codes: tuple[str, ...] = ()
    """The findings that fire it; empty where it is about the exporter."""
    at: At = At.ADDRESS
    pace: Pace = Pace.SOON
    behind: tuple[str, ...] = ()
    """Findings, or names in `causes.yml`, that hide it where they stand at the same address."""
    unless: str = ""
    """A series of the target; not where one of them is 1."""
    only_if: str = ""
    """A series of the target; only where one of them is 1."""
    at_times: bool = False
    """Whether it is about failures less often than every second time, which no other alert is about."""
    proof: str = ""
    """What series tell at the end of the text: a name in `proofs.yml`."""
    expr: str = ""
    """PromQL, of an alert about the exporter."""
    after: str = field(default="")
    """For how long `expr` holds before somebody is told."""
    has_guide: bool = True
    """Whether the exporter can serve a page on it: not while it cannot be reached."""

    @property
    def step(self) -> Step | None:
        """The step of its findings."""
        return Step.of(self.codes[0]) if self.codes else None

    @property
    def names_exporter(self) -> bool:
        """Whether it is about one that is known; else there is none."""
        return "{instance}" in self.summary["en"]

    @property
    def causes(self) -> tuple[str, ...]:
        """The findings that hide it, each once."""
        known = cause_families()
        found = (known.get(each, (each,)) for each in self.behind)
        return tuple(dict.fromkeys(code for codes in found for code in codes))


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Proof:
    """What a query adds to the text of an alert."""

    query: str
    says: Texts
    lists: tuple[str, ...] = ()
    """The labels that tell its series apart; empty where it is one number."""
    reads: str = ""
    """The function of Prometheus's templates that makes the number readable."""


ALERT = TypeAdapter(Alert)
PROOFS = TypeAdapter(dict[str, Proof])
FAMILIES = TypeAdapter(dict[str, tuple[str, ...]])
TEXTS = TypeAdapter(dict[str, str])


@cache
def alerts() -> tuple[Alert, ...]:
    """All of them, in the order of the files."""
    return tuple(one for name in FILES for one in alerts_in(FOLDER / "alerts" / f"{name}.yml"))


def alerts_in(file: Path) -> Iterator[Alert]:
    """Those of one file; an error names the file, the alert and the key."""
    for name, fields in written(file).items():
        with within(f"{file.name}, {name}"):
            yield ALERT.validate_python({"name": name, **fields})


@cache
def cause_families() -> Mapping[str, tuple[str, ...]]:
    """Findings that explain others, by the name of their kind."""
    with within("causes.yml"):
        return FAMILIES.validate_python(written(FOLDER / "causes.yml"))


@cache
def proofs() -> Mapping[str, Proof]:
    """What series can prove, by name."""
    with within("proofs.yml"):
        return PROOFS.validate_python(written(FOLDER / "proofs.yml"))


@cache
def recordings() -> Mapping[str, str]:
    """The expression of each recording rule by its name."""
    with within("recordings.yml"):
        return TEXTS.validate_python(written(FOLDER / "recordings.yml"))
