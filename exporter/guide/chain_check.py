"""A check of every chain that a place presents: of several, each proof names its certificate."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from exporter.guide.case import Case, with_certificate
from exporter.guide.check import Caused, Check
from exporter.guide.proof import when
from exporter.model.certificate import ChainAssessment
from exporter.model.finding import FindingKind
from exporter.model.place import Address

Find: TypeAlias = Callable[[Case, ChainAssessment], Iterator[str | Caused]]


def chain_check(kind: FindingKind, find: Find) -> Check[Address]:
    """The check that finds a fault in chains."""
    applies = with_certificate
    return Check(kind=kind, applies=applies, find=partial(find_in_chains, find=find))


def find_in_chains(case: Case, place: Address, *, find: Find) -> Iterator[str | Caused]:
    """What proves the fault in each chain of a place that can be read."""
    ordinary, *others = case.judgements[place]
    for chain in case.assessments.get(place, ()):
        name = f"{chain.leaf.algorithm} certificate: " if others else ""
        age = "" if chain is ordinary else f" {when(case.scans[place])}"
        yield from (framed(proof, name, age) for proof in find(case, chain))


def framed(proof: str | Caused, name: str, age: str) -> str | Caused:
    """The proof between what names its certificate and what tells how old it is."""
    if isinstance(proof, Caused):
        return Caused(f"{name}{proof.proof}{age}", proof.cause)
    return f"{name}{proof}{age}"
