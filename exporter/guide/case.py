"""What the guide is asked about: a target with its evidence, and what is known of each place."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from exporter.guide.authority import astray, stale
from exporter.guide.dates import Period, period
from exporter.model.attestation import UselessAnswer
from exporter.model.certificate import Certificate, ChainAssessment, Malformed
from exporter.model.client import ClientVerdict
from exporter.model.evidence import Evidence, Handshake, Sighting
from exporter.model.judged_chain import FileChain, ServedChain
from exporter.model.memory import Alternate, SeenLeaf, Swinging, Tally, Thing
from exporter.model.once import Once
from exporter.model.outcome import Failed
from exporter.model.place import Address, Document, File, Resolver
from exporter.model.scan import Scan
from exporter.model.server_config import BrokenPairs, Holders, Pair, ServerConfig
from exporter.model.server_file import Contents, Trail
from exporter.model.target import Target
from exporter.model.web import Trials, WebAnswer
from exporter.webserver.answering import Answering, answering, deployed_pairs
from exporter.words.address_label import AddressLabel
from exporter.words.protocol import Protocol

T = TypeVar("T")


class NamedChain(NamedTuple):
    """A chain that can be read, and what a proof calls it beside others of its address."""

    name: str
    """Empty where there is no other."""
    assessment: ChainAssessment
    served: ServedChain


@dataclass(frozen=True, kw_only=True)  # without slots: what is known by place is looked up once
class Case:
    """One target with its evidence, judged at one instant (aware)."""

    target: Target
    evidence: Evidence
    chains: tuple[ServedChain, ...]
    alternates: tuple[ServedChain, ...] = ()
    """All that come by turns with one of those, of keys of one kind."""
    file_chains: tuple[FileChain, ...] = ()
    clients: Mapping[str, tuple[ClientVerdict, ...]]
    """By address."""
    leaves: Mapping[str, tuple[SeenLeaf, ...]] = field(default_factory=dict)
    """By address, the certificates that were presented so far, the present one last."""
    of_late: Mapping[str, tuple[Alternate, ...]] = field(default_factory=dict)
    """By address, what visits came to of late, counted."""
    swinging: Mapping[str, Mapping[Thing, Swinging]] = field(default_factory=dict)
    """By address, the answers in which scans differ."""
    met: Mapping[str, Tally] = field(default_factory=dict)
    """The addresses that the name led to of late."""
    address_label: AddressLabel = AddressLabel.ADDRESS
    """What series carry for their address."""
    now: datetime

    def period(self, certificate: Certificate) -> Period:
        """Where the instant of the case lies in the life of a certificate."""
        known = self._periods.get(certificate.fingerprint_sha256)
        if known is None:
            known = period(certificate, self.target.policy.expiry, self.now)
            self._periods[certificate.fingerprint_sha256] = known
        return known

    def where(self, applies: Callable[["Case"], Iterable[T]]) -> tuple[T, ...]:
        """The places that are asked for, looked for once: many checks apply alike."""
        if applies not in self._places:
            self._places[applies] = tuple(applies(self))
        return self._places[applies]  # type: ignore[return-value]  # it is kept by what gave it

    @Once
    def _places(self) -> dict[object, tuple[object, ...]]:
        return {}

    @Once
    def _periods(self) -> dict[str, Period]:
        return {}

    @Once
    def addresses(self) -> Mapping[Address, Sighting]:
        """What was tried at each address of the deployment.

        What only a stale resolver names is another's: step 4 leads there, and nothing else does.
        """
        seen, others = self.evidence.at_addresses(), astray(self.target, self.resolvers)
        return {place: sighting for place, sighting in seen if place.address not in others}

    @Once
    def stale(self) -> frozenset[Resolver]:
        """The resolvers that say what the zone's own name servers do not say any more."""
        return stale(self.target, self.resolvers)

    @Once
    def resolvers(self) -> Mapping[Resolver, Sighting]:
        """What was asked of each resolver."""
        return dict(self.evidence.at_resolvers())

    @Once
    def files(self) -> Mapping[File, Sighting]:
        """What was read of each file of the server."""
        return dict(self.evidence.at_files())

    @Once
    def documents(self) -> Mapping[Document, Sighting]:
        """What came of each document that a certificate names."""
        return dict(self.evidence.at_documents())

    @Once
    def useless(self) -> Mapping[Document, tuple[UselessAnswer, ...]]:
        """Answers that prove nothing, by where they came from."""
        found: dict[Document, tuple[UselessAnswer, ...]] = {}
        for served in self.chains:
            for one in served.attestation.useless if served.attestation else ():
                if one.document:
                    place = one.document.place
                    found[place] = (*found.get(place, ()), one)
        return found

    @Once
    def configs(self) -> Mapping[File, ServerConfig]:
        """The configurations that were read."""
        return self._in_files(ServerConfig)

    @Once
    def holders(self) -> Mapping[File, Holders]:
        """Which sites of a configuration present what the answering ones do not."""
        return self._in_files(Holders)

    @Once
    def broken_pairs(self) -> Mapping[File, BrokenPairs]:
        """What a server that refuses connections does not start with, by its configuration."""
        return self._in_files(BrokenPairs)

    @Once
    def trails(self) -> Mapping[File, Trail]:
        """The way to each file that is there."""
        return self._in_files(Trail)

    @Once
    def contents(self) -> Mapping[File, Contents]:
        """What each file holds that was read."""
        return self._in_files(Contents)

    @Once
    def answering(self) -> Mapping[Address, tuple[tuple[File, Answering], ...]]:
        """The sites that answer at each address, by the configurations."""
        name = self.target.server_name
        return {
            place: tuple(
                (file, found)
                for file, config in self.configs.items()
                if (found := answering(config, name, place.address, place.port))
            )
            for place in self.addresses
        }

    @Once
    def pairs(self) -> Mapping[Address, tuple[Pair, ...]]:
        """The certificates and keys that the server has for the name, at each address."""
        configs = tuple(self.configs.values())
        return {
            place: deployed_pairs(self.target, configs, place.address, place.port)
            for place in self.addresses
        }

    @Once
    def every_pair(self) -> tuple[Pair, ...]:
        """Those of all addresses, each once."""
        return tuple(dict.fromkeys(pair for pairs in self.pairs.values() for pair in pairs))

    @Once
    def leaves_in_files(self) -> Mapping[str, Certificate]:
        """The first certificate of each file, where it can be read."""
        return {
            held.path: held.assessment.leaf
            for held in self.file_chains
            if isinstance(held.assessment, ChainAssessment)
        }

    def _in_files(self, kind: type[T]) -> dict[File, T]:
        found = ((file, sighting.found(kind)) for file, sighting in self.files.items())
        return {file: one for file, one in found if one}

    @Once
    def served(self) -> Mapping[Address, tuple[ServedChain, ...]]:
        """The chains of each address that presented any, that of a handshake first."""
        served: dict[str, tuple[ServedChain, ...]] = {}
        for chain in self.chains:
            served[chain.address] = (*served.get(chain.address, ()), chain)
        return {place: served[place.address] for place in self.addresses if place.address in served}

    @Once
    def by_turns(self) -> Mapping[Address, tuple[ServedChain, ...]]:
        """The chains that each address presents by turns, where it does."""
        found = (
            (place, tuple(one for one in self.alternates if one.address == place.address))
            for place in (self.served if self.alternates else ())
        )
        return {place: chains for place, chains in found if chains}

    @Once
    def readable(self) -> Mapping[Address, tuple[NamedChain, ...]]:
        """The chains of each address that can be read, each of those that come by turns once."""
        return {place: tuple(self._named(place)) for place in self.served}

    def _named(self, place: Address) -> Iterator[NamedChain]:
        of_kinds, turns = self.served[place], self.by_turns.get(place, ())
        by_turns = {one.chain for one in turns}
        for served in (*(one for one in of_kinds if one.chain not in by_turns), *turns):
            chain = served.assessment
            if isinstance(chain, ChainAssessment):
                name = f"{chain.leaf.key_type.in_words} certificate: " if len(of_kinds) > 1 else ""
                if served.chain in by_turns:
                    name = f"by turns, serial {chain.leaf.serial}: "
                yield NamedChain(name, chain, served)

    @Once
    def judgements(self) -> Mapping[Address, tuple[ChainAssessment | Malformed | Failed, ...]]:
        """How each of them stands."""
        return {
            place: tuple(one.assessment for one in served) for place, served in self.served.items()
        }

    @Once
    def assessments(self) -> Mapping[Address, tuple[ChainAssessment, ...]]:
        """Those of the chains whose end entity's certificate can be read."""
        return self._judged(ChainAssessment)

    @Once
    def malformed(self) -> Mapping[Address, tuple[Malformed, ...]]:
        """Those of the chains whose end entity's certificate cannot be read."""
        return self._judged(Malformed)

    @Once
    def scans(self) -> Mapping[Address, Scan]:
        """The present scan of each address that has one."""
        found = ((place, sighting.found(Scan)) for place, sighting in self.addresses.items())
        return {place: scan for place, scan in found if scan}

    @Once
    def handshakes(self) -> Mapping[Address, Handshake]:
        """What the ordinary handshake agreed on at each address where it was completed."""
        found = ((place, sighting.found(Handshake)) for place, sighting in self.addresses.items())
        return {place: handshake for place, handshake in found if handshake}

    @Once
    def answers(self) -> Mapping[Address, WebAnswer]:
        """What each address says by HTTP, where it does."""
        found = ((place, sighting.found(WebAnswer)) for place, sighting in self.addresses.items())
        return {place: answer for place, answer in found if answer}

    @Once
    def trials(self) -> Mapping[Address, Trials]:
        """What came of what browsers are promised of each address, where it was tried."""
        found = ((place, sighting.found(Trials)) for place, sighting in self.addresses.items())
        return {place: trials for place, trials in found if trials}

    @Once
    def protocols(self) -> Mapping[Address, tuple[Protocol, ...]]:
        """The versions known to be accepted, by scan or handshake, weakest first."""
        return {place: self._protocols_at(place) for place in self.addresses}

    def _judged(self, kind: type[T]) -> Mapping[Address, tuple[T, ...]]:
        """The judgements of a kind, at each address that has any."""
        found = (
            (place, tuple(one for one in judgements if isinstance(one, kind)))
            for place, judgements in self.judgements.items()
        )
        return {place: judgements for place, judgements in found if judgements}

    def _protocols_at(self, place: Address) -> tuple[Protocol, ...]:
        scan, handshake = self.scans.get(place), self.handshakes.get(place)
        known = scan.enabled if scan else ()
        if handshake and handshake.protocol not in known:
            known = (*known, handshake.protocol)
        return tuple(protocol for protocol in Protocol if protocol in known)


def every_address(case: Case) -> Iterable[Address]:
    """Where connections go."""
    return case.addresses


def every_file(case: Case) -> Iterable[File]:
    """The files of the server that were read, or should have been."""
    return case.files


def every_configuration(case: Case) -> Iterable[File]:
    """The main file of each configuration that was read."""
    return case.configs


def every_document(case: Case) -> Iterable[Document]:
    """What the certificates name, as far as it was asked for."""
    return case.documents


def every_resolver(case: Case) -> Iterable[Resolver]:
    """Who is asked for the name."""
    return case.resolvers


def with_certificate(case: Case) -> Iterable[Address]:
    """Where a certificate was presented that can be read."""
    return case.assessments


def with_presentation(case: Case) -> Iterable[Address]:
    """Where a certificate was presented, be it one that cannot be read."""
    return case.judgements


def with_scan(case: Case) -> Iterable[Address]:
    """Where it is known what the server accepts."""
    return case.scans


def the_target(_case: Case) -> Iterable[None]:
    """No single place: the target as a whole."""
    return (None,)
