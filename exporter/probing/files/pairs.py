"""Which pairs of a configuration's sites a server does not start with, as their files are."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509 import load_der_x509_certificate

from exporter.model.server_config import BrokenPair, BrokenPairs, Flaw, Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.probing.files.surveys import MOST_SITES, Held
from exporter.words.server_software import ServerSoftware
from exporter.words.unreadable import UNREADABLE


def broken_pairs(config: ServerConfig, held: Held) -> BrokenPairs:
    """Those of all sites, each once."""
    sites = config.sites[:MOST_SITES]
    where = {pair: site.where for site in reversed(sites) for pair in site.pairs}
    return BrokenPairs(
        tuple(
            BrokenPair(pair=pair, flaw=Flaw(where=where[pair], text=text))
            for pair in dict.fromkeys(pair for site in sites for pair in site.pairs)
            if (text := next(troubles(pair, held, config.software), ""))
        )
    )


def troubles(pair: Pair, held: Held, software: ServerSoftware) -> Iterator[str]:
    """What is wrong with certificate and key; nothing where they could not be read."""
    certificate = held(pair.certificate, "")
    key = held(pair.key, pair.passphrases) if pair.key else None
    if isinstance(certificate, Contents):
        yield from (f"{pair.certificate}: {text}" for text in certificate.troubles)
        if not certificate.certificates:
            yield f"{pair.certificate}: {certificate.instead or 'it holds no certificate'}"
    if isinstance(key, Contents):
        if not key.keys:
            yield f"{pair.key}: {key.instead or 'it holds no private key'}"
        yield from (f"{pair.key}: {one.trouble}" for one in key.keys if one.trouble)
    if isinstance(certificate, Contents) and isinstance(key, Contents):
        first, own = certificate.certificates[:1], [one.public_key for one in key.keys[:1]]
        if first and any(own) and is_mismatch(first[0], own[0], software):
            yield f"{pair.key}: not the key of the first certificate in {pair.certificate}"


def is_mismatch(certificate: bytes, public_key: bytes, software: ServerSoftware) -> bool:
    """Whether a key is another than the certificate's; what cannot be read is none.

    nginx starts with two of different kinds, as OpenSSL keeps a pair for each kind.
    """
    try:
        certified = load_der_x509_certificate(certificate).public_key()
        own = load_der_public_key(public_key)
    except UNREADABLE:
        return False
    if software is ServerSoftware.NGINX and type(own) is not type(certified):
        return False
    return public_key != certified.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
