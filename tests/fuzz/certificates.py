"""Broken certificates and chains of them before everything that reads and judges them.

Run it with `python -m tests.fuzz.certificates`. It breaks bytes within certificates of every oddness
that the unit tests know, and has the chains judged by a private and a public store. No exception may
come of them; no leaf may lose the end that cryptography or OpenSSL reads in what was signed of it;
nothing that was changed after it was signed may be trusted. Anything else ends the program with status
1 and says with which input. The same seed makes the same changes to certificates that are made anew each time.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from warnings import catch_warnings

from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import load_der_x509_certificate
from OpenSSL import crypto

from exporter.model.certificate import ChainAssessment
from exporter.model.settings import Profile, TrustAnchors
from exporter.words.unreadable import UNREADABLE
from exporter.x509.appraiser import Appraiser
from exporter.x509.der import SEQUENCE, Fields, NotDer
from exporter.x509.trust_store import TrustStore, trust_store
from tests.fuzz.command import Wrong, command
from tests.fuzz.replies import MUTATIONS
from tests.unit.x509.elements import HOST, bits, oid, seq
from tests.unit.x509.odd_chains import CHAINS, Odd
from tests.unit.x509.pki import NOW, pem_of

STORES = tuple(Profile)
SIGNED = (seq(oid("1.2.3")), bits(b"\0"))
"""An algorithm and a signature that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many chains there were, how many of their leaves could be read, and the longest time."""

    chains: int
    readable: int
    longest: float
    """Seconds of CPU."""


def changed(certificate: bytes, random: Random) -> bytes:
    """The certificate with a few octets different, or broken in length."""
    data = bytearray(certificate)
    if random.random() < 0.7:
        for _ in range(random.randint(1, 3)):
            data[random.randrange(len(data))] = random.randrange(256)
    else:
        random.choice(MUTATIONS)(data, random)
    return bytes(data) or b"\0"


def broken(chain: Odd, random: Random) -> tuple[bytes, ...]:
    """The chain as sent, with some of its certificates changed."""
    sent = [one.der for one in chain.sent]
    for place in {random.randrange(len(sent)) for _ in range(random.randint(1, 2))}:
        sent[place] = changed(sent[place], random)
    return tuple(sent)


def ends(certificate: bytes) -> set[datetime]:
    """When what was signed of a certificate ends, whatever is around it, by each library that reads it."""
    octets = certificate[1] & 0x7F if certificate[1:2] > b"\x80" else 0
    try:
        fields = Fields(certificate[2 + octets :]).one(SEQUENCE)
    except NotDer:
        return set()
    whole = seq(fields.whole, *SIGNED) if certificate[:1] == b"\x30" else b""
    return {end for library in (by_cryptography, by_openssl) if (end := library(whole))}


def by_cryptography(certificate: bytes) -> datetime | None:
    """As cryptography reads it."""
    try:
        with catch_warnings(category=CryptographyDeprecationWarning, action="ignore"):
            return load_der_x509_certificate(certificate).not_valid_after_utc
    except UNREADABLE:
        return None


def by_openssl(certificate: bytes) -> datetime | None:
    """As OpenSSL does, where the beginning is a time as well."""
    try:
        opened = crypto.load_certificate(crypto.FILETYPE_ASN1, certificate)
        times = (opened.get_notBefore() or b"", opened.get_notAfter() or b"")
        return [datetime.strptime(f"{one.decode()}+0000", "%Y%m%d%H%M%SZ%z") for one in times][-1]
    except (crypto.Error, ValueError):
        return None


def check(chain: Odd, sent: tuple[bytes, ...], appraiser: Appraiser) -> bool:
    """Has the chain judged; whether its leaf can be read."""
    assessment = appraiser.appraise(sent, server_name=HOST, trust=STORES, now=NOW).assessment
    is_readable = isinstance(assessment, ChainAssessment)
    told = {assessment.leaf.not_after} if isinstance(assessment, ChainAssessment) else set()
    if not ends(sent[0]) <= told:
        raise Wrong(f"the end is lost: {assessment}")
    verdicts = assessment.trust if isinstance(assessment, ChainAssessment) else ()
    if sent[0] != chain.sent[0].der and any(verdict.is_trusted for verdict in verdicts):
        raise Wrong(f"a changed leaf is trusted: {assessment}")
    return is_readable


def stores_for(chain: Odd) -> tuple[TrustStore, ...]:
    """The anchors of a chain, by either profile."""
    pem = b"".join(pem_of(anchor.der) for anchor in chain.anchors)
    return tuple(
        trust_store(TrustAnchors(name=profile, pem=pem, profile=profile)) for profile in STORES
    )


def fuzz(*, seed: int, is_over: Callable[[int], bool]) -> Tally:
    """Checks chains until it is over; raises Wrong at the first that goes wrong."""
    stores = {name: stores_for(chain) for name, chain in CHAINS.items()}
    names = list(CHAINS)
    chains = readable = 0
    longest = 0.0
    while not is_over(chains):
        random = Random(f"{seed}/{chains}")  # noqa: S311 - nothing secret
        name = random.choice(names)
        sent = broken(CHAINS[name], random)
        began = time.process_time()
        try:
            readable += check(CHAINS[name], sent, Appraiser(stores[name], timer=lambda: 0.0))
        except Exception as fault:
            told = " ".join(one.hex() for one in sent)
            raise Wrong(f"chain {chains} of seed {seed}, {name}, {told}: {fault!r}") from fault
        longest = max(longest, time.process_time() - began)
        chains += 1
    return Tally(chains=chains, readable=readable, longest=longest)


def told(seed: int, is_over: Callable[[int], bool]) -> str:
    """What came of fuzzing, in a line."""
    tally = fuzz(seed=seed, is_over=is_over)
    return (
        f"{tally.chains} chains, {tally.readable} with a leaf that can be read, "
        f"at most {tally.longest * 1000:.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(command(__doc__.splitlines()[0], told))
