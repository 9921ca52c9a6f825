"""The catalogue of clients is consistent in itself, and its roots are those of certifi."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import certifi
import pytest

from exporter.guide.clients import catalogue
from exporter.guide.clients.catalogue import CATALOGUE, CATALOGUE_VERSION, ROOTS
from exporter.guide.clients.client import Client, Root
from exporter.model.settings import Profile, TrustAnchors
from exporter.words.client_name import CLIENT_NAMES
from exporter.words.offered_suites import TLS1_3_SUITES
from exporter.words.protocol import Protocol
from exporter.x509.decode import DecodedCertificate
from exporter.x509.trust_store import trust_store

BROKEN = ("_NULL_", "_anon_", "_EXPORT_", "_RC4_", "_WITH_DES_", "_DES40_")
EVERY_CLIENT = [pytest.param(client, id=client.name) for client in CATALOGUE]
MAINSTREAM = [pytest.param(client, id=client.name) for client in CATALOGUE if client.is_mainstream]
EVERY_ROOT = [pytest.param(root, id=root.name) for root in ROOTS.values()]
KNOWN = Path(catalogue.__file__).with_name("known")


def names_of(anchor: DecodedCertificate) -> Iterator[str]:
    """What people may call a root."""
    for kind in ("2.5.4.3", "2.5.4.11"):  # commonName, organizationalUnitName
        yield from anchor.subject_name.values(kind)


@pytest.fixture(scope="module")
def bundle() -> dict[str, set[str]]:
    """The names of each root in certifi's bundle, by fingerprint."""
    pem = certifi.contents().encode()
    store = trust_store(TrustAnchors(name="mozilla", pem=pem, profile=Profile.WEB))
    return {anchor.facts.fingerprint_sha256: set(names_of(anchor)) for anchor in store.anchors}


def test_version_is_a_day() -> None:
    """The label says of which day the knowledge is."""
    assert date.fromisoformat(CATALOGUE_VERSION).isoformat() == CATALOGUE_VERSION


def test_names_are_unique() -> None:
    """A name is the label of a series."""
    assert len(CLIENT_NAMES) == 27
    assert len(set(CLIENT_NAMES)) == 27


def test_every_file_is_read() -> None:
    """Each is that of a name which a configuration may use, in the order of those names."""
    assert tuple(client.name for client in CATALOGUE) == CLIENT_NAMES
    assert len(list(KNOWN.iterdir())) == 27


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("OpenSSL 3.0", (2, 30, 10, 17)),
        ("Java 17", (2, 30, 10, 17)),
    ],
)
def test_a_captured_hello_tells_the_offer(name: str, counts: tuple[int, ...]) -> None:
    """Versions, suites, groups and signature schemes; without signals, and as the file corrects it."""
    (client,) = (client for client in CATALOGUE if client.name == name)
    offer = (client.protocols, client.suites, client.groups, client.signature_schemes)
    assert tuple(map(len, offer)) == counts


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_name_fits_a_label(client: Client) -> None:
    """It is short, printable and ASCII, without white space around it."""
    name = client.name
    assert name.isascii()
    assert name.isprintable()
    assert name == name.strip()
    assert 0 < len(name) <= 24


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_protocols_are_a_range_weakest_first(client: Client) -> None:
    """No client speaks two versions and not the one between."""
    versions = list(Protocol)
    first = versions.index(client.protocols[0])
    assert list(client.protocols) == versions[first : first + len(client.protocols)]


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_suites_fit_the_protocols(client: Client) -> None:
    """TLS 1.3 has suites of its own: a client has them if it speaks that version, and only then."""
    speaks_older = client.protocols[0] is not Protocol.TLS1_3
    speaks_tls1_3 = Protocol.TLS1_3 in client.protocols
    assert any(suite not in TLS1_3_SUITES for suite in client.suites) is speaks_older
    assert any(suite in TLS1_3_SUITES for suite in client.suites) is speaks_tls1_3


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_nothing_is_offered_twice(client: Client) -> None:
    """Suites, groups, signature schemes and roots are each listed once."""
    distrusted = tuple(root for distrust in client.distrusts for root in distrust.roots)
    listed = (client.suites, client.groups, client.signature_schemes, client.lacking_roots)
    for offer in (*listed, distrusted):
        assert len(set(offer)) == len(offer)


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_groups_and_signature_schemes_are_known(client: Client) -> None:
    """Every client of the catalogue does ECDHE, and says what signatures it verifies."""
    assert client.groups
    assert client.signature_schemes


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_limits_leave_something(client: Client) -> None:
    """A key of 4096 bits suits everybody."""
    assert client.smallest_rsa <= 4096
    assert client.smallest_dh <= 4096 <= client.largest_dh


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_sources_are_named(client: Client) -> None:
    """No row is without an origin, and none says nothing."""
    assert client.sources
    assert all(source.strip() for source in client.sources)
    assert len(set(client.sources)) == len(client.sources)


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_distrust_dates_are_past_and_know_their_zone(client: Client) -> None:
    """The catalogue tells what is, not what is announced."""
    end_of_knowledge = datetime.fromisoformat(CATALOGUE_VERSION).replace(tzinfo=UTC)
    assert all(distrust.after < end_of_knowledge for distrust in client.distrusts)


@pytest.mark.parametrize("client", EVERY_CLIENT)
def test_no_root_is_lacking_and_distrusted_at_once(client: Client) -> None:
    """What is not there cannot be distrusted."""
    distrusted = {root for distrust in client.distrusts for root in distrust.roots}
    assert distrusted.isdisjoint(client.lacking_roots)


@pytest.mark.parametrize("client", MAINSTREAM)
def test_mainstream_clients_speak_tls1_3(client: Client) -> None:
    """A site may be TLS 1.3-only on purpose: whom that shuts out is not mainstream."""
    assert client.protocols[-1] is Protocol.TLS1_3


@pytest.mark.parametrize("client", MAINSTREAM)
def test_mainstream_clients_offer_no_broken_suite(client: Client) -> None:
    """A server with nothing better does shut them out."""
    broken = [suite.name for suite in client.suites if any(mark in suite.name for mark in BROKEN)]
    assert broken == []


def test_roots_are_distinct() -> None:
    """Each has a fingerprint of its own."""
    assert len({root.fingerprint_sha256 for root in ROOTS.values()}) == len(ROOTS)


@pytest.mark.parametrize("root", EVERY_ROOT)
def test_fingerprints_are_sha256(root: Root) -> None:
    """64 lower-case hexadecimal digits, as the trust verdict writes them."""
    assert len(root.fingerprint_sha256) == 64
    assert root.fingerprint_sha256 == bytes.fromhex(root.fingerprint_sha256).hex()


@pytest.mark.parametrize("root", EVERY_ROOT)
def test_roots_of_the_bundle_agree_with_it(root: Root, bundle: dict[str, set[str]]) -> None:
    """A root that certifi holds has there the same name, and no other root has that name."""
    fingerprints = {fingerprint for fingerprint, names in bundle.items() if root.name in names}
    assert fingerprints <= {root.fingerprint_sha256}
    if root.fingerprint_sha256 in bundle:
        assert root.name in bundle[root.fingerprint_sha256]


@pytest.mark.parametrize(
    ("lacking", "having", "root"),
    [
        ("Android 7.0", "Android 7.1.1", "ISRG Root X1"),
        ("Android 12", "Android 14", "ISRG Root X2"),
        ("iOS 12", "Safari", "ISRG Root X2"),
        ("Android 9", "Android 12", "GTS Root R4"),
    ],
)
def test_roots_come_with_a_version(lacking: str, having: str, root: str) -> None:
    """Known dates of well-known roots."""
    clients = {client.name: client for client in CATALOGUE}
    assert ROOTS[root] in clients[lacking].lacking_roots
    assert ROOTS[root] not in clients[having].lacking_roots
