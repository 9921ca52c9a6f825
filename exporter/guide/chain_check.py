"""A check of every chain that a place presents: of several, each proof names its certificate."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from exporter.guide.case import Case, NamedChain, with_certificate
from exporter.guide.check import Caused, Check
from exporter.guide.proof import when
from exporter.model.certificate import ChainAssessment
from exporter.model.finding import FindingKind
from exporter.model.judged_chain import ServedChain
from exporter.model.place import Address

Find: TypeAlias = Callable[[Case, ChainAssessment], Iterator[str | Caused]]
FindInServed: TypeAlias = Callable[[Case, ChainAssessment, ServedChain], Iterator[str | Caused]]
"""The same where it matters what else is known of the chain as it was served."""


def chain_check(kind: FindingKind, find: Find) -> Check[Address]:
    """The check that finds a fault in chains."""
    return Check(kind=kind, applies=with_certificate, find=partial(find_in_chains, find=find))


def served_check(kind: FindingKind, find: FindInServed) -> Check[Address]:
    """The check that finds a fault in chains by what else is known of them as they were served."""
    return Check(kind=kind, applies=with_certificate, find=partial(find_in_served, find=find))


def find_in_chains(case: Case, place: Address, *, find: Find) -> Iterator[str | Caused]:
    """What proves the fault in each chain of a place that can be read."""
    for named in case.readable[place]:
        for proof in find(case, named.assessment):
            yield framed(proof, named.name, age(named, case, place))


def find_in_served(case: Case, place: Address, *, find: FindInServed) -> Iterator[str | Caused]:
    """The same by what else is known."""
    for named in case.readable[place]:
        for proof in find(case, named.assessment, named.served):
            yield framed(proof, named.name, age(named, case, place))


def age(named: NamedChain, case: Case, place: Address) -> str:
    """What tells how old a proof is that rests on a scan."""
    return f" {when(case.scans[place])}" if named.served.is_of_scan else ""


def framed(proof: str | Caused, name: str, age: str) -> str | Caused:
    """The proof between what names its certificate and what tells how old it is."""
    if isinstance(proof, Caused):
        return Caused(f"{name}{proof.proof}{age}", proof.cause)
    return f"{name}{proof}{age}"
