"""Pairs of any site that a server does not start with, by what their files hold."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exporter.lab.authority import Authorities
from exporter.lab.certificates import Leaf, SentChain, ServerKey
from exporter.model.outcome import Skipped
from exporter.model.server_config import Line, Pair, ServerConfig, Site
from exporter.model.server_file import Contents
from exporter.probing.files.contents import contents
from exporter.probing.files.pairs import broken_pairs
from exporter.words.server_software import ServerSoftware
from tests.deployments import NOW

AUTHORITIES = Authorities(now=NOW)
CHAINS = {
    "a": SentChain(leaf=Leaf(names=("a.test",))),
    "b": SentChain(leaf=Leaf(names=("b.test",))),
    "rsa": SentChain(leaf=Leaf(names=("rsa.test",), key=ServerKey.RSA_2048)),
}
CREDENTIALS = {
    name: AUTHORITIES.credentials(chain, host="x.test") for name, chain in CHAINS.items()
}
SOUND = CREDENTIALS["a"].certificates[0].public_bytes(Encoding.DER)
OF_NO_VERSION = SOUND.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
FILES: dict[str, Contents | Skipped] = {
    "/none.pem": Contents(instead="there is no /none.pem"),
    "/request.pem": Contents(instead="a certificate signing request"),
    "/odd.pem": Contents(certificates=(b"odd",)),
    "/version.pem": Contents(certificates=(OF_NO_VERSION,)),
    "/locked.pem": Skipped(needs="permission"),
}
for name, made in CREDENTIALS.items():
    certificate = made.certificates[0].public_bytes(Encoding.PEM)
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    FILES[f"/{name}.pem"] = contents(bytearray(certificate))
    FILES[f"/{name}.key"] = contents(bytearray(key))
    FILES[f"/{name}.damaged"] = contents(bytearray(key.replace(b"M", b"A", 3)))


def told(certificate: str, key: str, software: ServerSoftware = ServerSoftware.NGINX) -> list[str]:
    """What is wrong with a pair that the second and the third site of a configuration have."""
    pair = Pair(certificate=certificate, key=key)
    pairs = (Pair(certificate="/a.pem", key="/a.key"), pair, pair)
    sites = tuple(
        Site(where=Line(file="/c", number=number), names=(), pairs=(one,))
        for number, one in enumerate(pairs, start=1)
    )
    config = ServerConfig(software=software, sites=sites, sockets=())
    found = broken_pairs(config, lambda path, _: FILES[path]).found
    assert all(one.pair is pair for one in found)
    return [str(one.flaw) for one in found]


@pytest.mark.parametrize(
    ("certificate", "key", "expected"),
    [
        ("/b.pem", "/b.key", []),
        ("/b.pem", "", []),
        ("/b.pem", "/a.key", ["/c:2: /a.key: not the key of the first certificate in /b.pem"]),
        ("/none.pem", "/a.key", ["/c:2: /none.pem: there is no /none.pem"]),
        ("/b.pem", "/request.pem", ["/c:2: /request.pem: a certificate signing request"]),
        ("/b.pem", "/b.pem", ["/c:2: /b.pem: it holds no private key"]),
        ("/b.key", "/b.key", ["/c:2: /b.key: it holds no certificate"]),
        ("/b.pem", "/b.damaged", ["/c:2: /b.damaged: it is damaged"]),
        ("/locked.pem", "/b.key", []),
        ("/b.pem", "/locked.pem", []),
        ("/odd.pem", "/b.key", []),
        ("/version.pem", "/b.key", []),
    ],
)
def test_a_pair_is_told_once_with_the_first_site_that_has_it(
    certificate: str, key: str, expected: list[str]
) -> None:
    """What could not be read, or whose key is not named, is not known to be wrong."""
    assert told(certificate, key) == expected


def test_a_key_of_another_kind_does_not_keep_nginx_from_starting() -> None:
    """OpenSSL has a pair for each kind there; the others compare the two themselves."""
    assert told("/rsa.pem", "/a.key") == []
    assert told("/rsa.pem", "/a.key", ServerSoftware.APACHE) == [
        "/c:2: /a.key: not the key of the first certificate in /rsa.pem"
    ]
