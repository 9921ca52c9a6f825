"""Reads the cases of an x509-limbo suite, a JSON file of its schema's version 1."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class PeerName(BaseModel):
    """Whom the certificate is for."""

    kind: Literal["DNS", "IP", "RFC822"]
    value: str


class Testcase(BaseModel):
    """What the schema says of a case, as far as it counts here."""

    model_config = ConfigDict(extra="ignore")
    id: str
    features: tuple[str, ...] | None = None
    validation_kind: Literal["CLIENT", "SERVER"]
    trusted_certs: tuple[str, ...]
    untrusted_intermediates: tuple[str, ...]
    peer_certificate: str
    validation_time: datetime | None = None
    expected_result: Literal["SUCCESS", "FAILURE"]
    expected_peer_name: PeerName | None = None


class Limbo(BaseModel):
    """The whole file."""

    version: Literal[1]
    testcases: tuple[Testcase, ...]


class Unreadable(ValueError):  # noqa: N818 - the name says what is wrong
    """The file is no suite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A chain in PEM, the leaf first, its anchors, and what is expected of a client that meets it."""

    name: str
    features: frozenset[str]
    is_of_server: bool
    """Whether a server's certificate is judged, for a host or for none in particular."""
    sent: tuple[str, ...]
    anchors: str
    host: str
    """Empty where there is none."""
    now: datetime
    is_good: bool


def cases_of(file: Path, now: datetime) -> tuple[Case, ...]:
    """All cases of a file; Unreadable tells the file and the place in it."""
    try:
        return cases(file.read_bytes(), now)
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise Unreadable(f"{file}: {place}: {first['msg']}; is it a limbo.json?") from error


def cases(text: str | bytes, now: datetime) -> tuple[Case, ...]:
    """All cases, at `now` where they say no time; raises ValidationError."""
    suite = Limbo.model_validate_json(text)
    return tuple(case(one, now) for one in suite.testcases)


def case(said: Testcase, now: datetime) -> Case:
    """One case."""
    peer = said.expected_peer_name
    return Case(
        name=said.id,
        features=frozenset(said.features or ()),
        is_of_server=said.validation_kind == "SERVER" and (peer is None or peer.kind != "RFC822"),
        sent=(said.peer_certificate, *said.untrusted_intermediates),
        anchors="".join(said.trusted_certs),
        host=peer.value if peer else "",
        now=(said.validation_time or now).astimezone(UTC),
        is_good=said.expected_result == "SUCCESS",
    )
