"""What the guide is asked about: a target with its evidence, and what is known of each place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from exporter.guide.dates import Period, period
from exporter.model.certificate import ChainAssessment, Malformed, ServedChain
from exporter.model.client import ClientVerdict
from exporter.model.evidence import Evidence, Handshake, Sighting
from exporter.model.outcome import Failed
from exporter.model.place import Address, Resolver
from exporter.model.scan import Scan
from exporter.model.target import Target
from exporter.words.protocol import Protocol


@dataclass(frozen=True, kw_only=True)  # without slots: what is known by place is looked up once
class Case:
    """One target with its evidence, judged at one instant (aware)."""

    target: Target
    evidence: Evidence
    chains: tuple[ServedChain, ...]
    clients: Mapping[str, tuple[ClientVerdict, ...]]
    """By address."""
    now: datetime

    @cached_property
    def addresses(self) -> Mapping[Address, Sighting]:
        """What was tried at each address."""
        return dict(self.evidence.at_addresses())

    @cached_property
    def resolvers(self) -> Mapping[Resolver, Sighting]:
        """What was asked of each resolver."""
        return dict(self.evidence.at_resolvers())

    @cached_property
    def judgements(self) -> Mapping[Address, ChainAssessment | Malformed]:
        """How the chain of each address stands that presented one, as far as it could be judged."""
        served = {
            chain.address: chain.assessment
            for chain in self.chains
            if not isinstance(chain.assessment, Failed)
        }
        return {place: served[place.address] for place in self.addresses if place.address in served}

    @cached_property
    def assessments(self) -> Mapping[Address, ChainAssessment]:
        """Those of the chains whose end entity's certificate can be read."""
        return {
            place: judgement
            for place, judgement in self.judgements.items()
            if isinstance(judgement, ChainAssessment)
        }

    @cached_property
    def malformed(self) -> Mapping[Address, Malformed]:
        """Those of the others."""
        return {
            place: judgement
            for place, judgement in self.judgements.items()
            if isinstance(judgement, Malformed)
        }

    @cached_property
    def scans(self) -> Mapping[Address, Scan]:
        """The present scan of each address that has one."""
        found = ((place, sighting.found(Scan)) for place, sighting in self.addresses.items())
        return {place: scan for place, scan in found if scan}

    @cached_property
    def handshakes(self) -> Mapping[Address, Handshake]:
        """What the ordinary handshake agreed on at each address where it was completed."""
        found = ((place, sighting.found(Handshake)) for place, sighting in self.addresses.items())
        return {place: handshake for place, handshake in found if handshake}

    @cached_property
    def protocols(self) -> Mapping[Address, tuple[Protocol, ...]]:
        """The versions known to be accepted, by scan or handshake, weakest first."""
        return {place: self._protocols_at(place) for place in self.addresses}

    @cached_property
    def periods(self) -> Mapping[Address, Period]:
        """How far the life of each certificate is gone."""
        expiry = self.target.policy.expiry
        return {
            place: period(chain.leaf, expiry, self.now) for place, chain in self.assessments.items()
        }

    def _protocols_at(self, place: Address) -> tuple[Protocol, ...]:
        scan, handshake = self.scans.get(place), self.handshakes.get(place)
        known = scan.enabled if scan else ()
        if handshake and handshake.protocol not in known:
            known = (*known, handshake.protocol)
        return tuple(protocol for protocol in Protocol if protocol in known)


def every_address(case: Case) -> Iterable[Address]:
    """Where connections go."""
    return case.addresses


def every_resolver(case: Case) -> Iterable[Resolver]:
    """Who is asked for the name."""
    return case.resolvers


def with_certificate(case: Case) -> Iterable[Address]:
    """Where a certificate was presented that can be read."""
    return case.assessments


def with_unreadable_certificate(case: Case) -> Iterable[Address]:
    """Where a certificate was presented that cannot be read."""
    return case.malformed


def with_scan(case: Case) -> Iterable[Address]:
    """Where it is known what the server accepts."""
    return case.scans


def the_target(_case: Case) -> Iterable[None]:
    """No single place: the target as a whole."""
    return (None,)
