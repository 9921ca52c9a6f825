"""What is true of a server's configuration, and which words of a scan are not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model.scan import Accepted
from exporter.tls.server_reply import Completed, Incomparable
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Refused
from exporter.words.protocol import Protocol, Support
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.suite_properties import is_forward_secret, weak_classes
from tests.unit.tls.scan.simulated_server import OFF, Configuration, needs_group, strength

OFTEN_REFUSED_LATER = {Protocol.TLS1_0, Protocol.TLS1_1}
FORWARD_SECRECY = "forward secrecy"


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a scan of this server may say."""

    server: Configuration

    @property
    def suites(self) -> dict[Protocol, tuple[CipherSuite, ...]]:
        """The suites of the versions that are on, SSLv2 left out."""
        completes = self.server.completion in {Completed(), Incomparable()}
        off = set() if completes else OFTEN_REFUSED_LATER
        return {
            version: suites for version, suites in self.server.suites.items() if version not in off
        }

    @property
    def enabled(self) -> set[Protocol]:
        """The versions that are on."""
        has_sslv2 = self.server.sslv2_ciphers is not None
        return {*self.suites, *({Protocol.SSLV2} if has_sslv2 else ())}

    @property
    def sslv2_ciphers(self) -> set[Sslv2Cipher]:
        """The ciphers of SSLv2."""
        return set(map(Sslv2Cipher, self.server.sslv2_ciphers or ()))

    @property
    def classes(self) -> set[CipherClass]:
        """The weak classes accepted at any version."""
        accepted = (suite for suites in self.suites.values() for suite in suites)
        return {kind for suite in (*accepted, *self.sslv2_ciphers) for kind in weak_classes(suite)}

    @property
    def is_forward_secret(self) -> bool:
        """Whether any version has an ephemeral key exchange."""
        return any(is_forward_secret(suite) for suites in self.suites.values() for suite in suites)

    @property
    def strongest(self) -> Protocol | None:
        """The strongest version that has groups."""
        named = set(self.suites) - {Protocol.SSLV3}
        return max(named, key=strength, default=None)

    def groups_at(self, version: Protocol | None) -> set[str]:
        """The groups that a client may be given at a version."""
        suites = self.suites.get(version, ()) if version else ()
        if version is None or not any(needs_group(suite, version) for suite in suites):
            return set()
        return {group.name for group in self.server.groups_of(version)}

    @property
    def groups(self) -> set[str]:
        """The groups that a client may be given at any version."""
        return {group for version in self.suites for group in self.groups_at(version)}

    @property
    def preferred_group(self) -> str:
        """The one that does not depend on the client's order."""
        own = self.server.groups_of(self.strongest) if self.strongest else ()
        is_fixed = self.server.prefers_its_own_order or len(own) == 1
        return own[0].name if own and is_fixed else ""

    def suites_named(self, version: Protocol) -> set[str]:
        """The names of the suites of a version."""
        of_sslv2 = self.sslv2_ciphers if version is Protocol.SSLV2 else set()
        return {suite.name for suite in (*self.suites.get(version, ()), *of_sslv2)}


def falsehoods(said: Accepted, truth: Truth) -> Iterator[str]:
    """Every word of the verdicts that is not so."""
    yield from denied(said.protocols, truth.enabled)
    yield from denied(said.weak_ciphers, truth.classes)
    secret = {FORWARD_SECRECY} if truth.is_forward_secret else set()
    yield from denied([(FORWARD_SECRECY, said.forward_secrecy)], secret)
    yield from denied(
        [(group, support) for group, support in said.groups if support is Support.YES],
        truth.groups,
    )
    yield from denied(
        [(group, support) for group, support in said.groups if support is Support.NO],
        truth.groups_at(truth.strongest),
    )
    if said.preferred_group not in {"", truth.preferred_group}:
        yield f"{said.preferred_group} is preferred"
    if said.dh_bits not in {None, truth.server.dh_bits}:
        yield f"a prime of {said.dh_bits} bits"
    for answer in said.suites:
        if answer.is_accepted is not (answer.suite in truth.suites_named(answer.protocol)):
            yield str(answer)


def denied(said: Iterable[tuple[str, Support]], true: Iterable[str]) -> Iterator[str]:
    """The words that are contradicted by what is true."""
    for thing, support in said:
        if support not in {Support.UNKNOWN, Support.YES if thing in set(true) else Support.NO}:
            yield f"{thing}: {support.value}"


def promised(truth: Truth) -> set[str]:
    """What a whole scan without accidents must not leave open."""
    server = truth.server
    if not server.suites:  # no hello works, so that only a word proves anything
        is_sslv2_known = server.sslv2_ciphers is not None or server.version_refusal == OFF
        others = tuple(Protocol)[1:] if server.version_refusal == OFF else ()
        return {*others, *((Protocol.SSLV2,) if is_sslv2_known else ())}
    if may_leave_tls1_3_open(server):
        return {*Protocol} - {Protocol.TLS1_3}
    if may_leave_tls1_2_open(server):
        return {*Protocol} - {Protocol.TLS1_2}
    if not truth.enabled:
        return {*Protocol}
    return {*Protocol, *CipherClass, FORWARD_SECRECY, *promised_groups(truth)}


def may_leave_tls1_3_open(server: Configuration) -> bool:
    """Whether TLS 1.3 is met with an internal error only, of which nobody knows the meaning."""
    is_answered = {Protocol.TLS1_2, Protocol.TLS1_3} & set(server.suites) or server.falls_back
    return not is_answered and server.version_refusal == Refused(Alert.INTERNAL_ERROR)


def may_leave_tls1_2_open(server: Configuration) -> bool:
    """Whether TLS 1.2 is passed over by a server whose mark says that it has that, or TLS 1.3."""
    has_hole = Protocol.TLS1_2 not in server.suites and Protocol.TLS1_3 in server.suites
    return has_hole and server.marks_downgrades and len(server.suites) > 1


def promised_groups(truth: Truth) -> set[str]:
    """The groups, unless a certificate's own curve has to be offered with the others."""
    version = truth.strongest
    suites = truth.suites.get(version, ()) if version else ()
    needs_curve = any("_ECDSA_" in suite.name for suite in suites)
    return truth.groups_at(version) if not needs_curve else set()


def left_open(said: Accepted) -> set[str]:
    """What is unknown."""
    words = (
        *said.protocols,
        *said.weak_ciphers,
        (FORWARD_SECRECY, said.forward_secrecy),
        *said.groups,
    )
    return {thing for thing, support in words if support is Support.UNKNOWN}
