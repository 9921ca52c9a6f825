"""A certificate and a key with which a server starts, by what their files hold."""

from collections.abc import Iterator
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509 import load_der_x509_certificate

from exporter.model.server_config import Pair
from exporter.model.server_file import Contents
from exporter.words.server_software import ServerSoftware
from exporter.words.unreadable import UNREADABLE

MOST_COMPARED = 4096
"""Pairs that are looked through again and again while a server refuses connections."""


def unmet_of_pair(
    pair: Pair, certificate: Contents | None, key: Contents | None, software: ServerSoftware
) -> Iterator[str]:
    """What is wrong with the two; None: a file could not be read, and nothing is known of it."""
    if certificate:
        yield from (f"{pair.certificate}: {text}" for text in certificate.troubles)
        if not certificate.certificates:
            yield f"{pair.certificate}: {certificate.instead or 'it holds no certificate'}"
    if key:
        if not software.takes_keys_of_any_form:
            yield from (f"{pair.key}: {text}" for text in key.troubles)
        if not (key.keys or (key.is_key_in_der and software.takes_keys_of_any_form)):
            yield f"{pair.key}: {key.instead or 'it holds no private key'}"
        yield from (
            f"{pair.key}: {text}" for one in key.keys if (text := one.trouble_at(pair.level))
        )
    if certificate and key:
        first, own = certificate.certificates[:1], [one.public_key for one in key.keys[:1]]
        if first and any(own) and is_refused(first[0], own[0], software):
            yield f"{pair.key}: not the key of the first certificate in {pair.certificate}"


@lru_cache(maxsize=MOST_COMPARED)
def is_refused(certificate: bytes, public_key: bytes, software: ServerSoftware) -> bool:
    """Whether a server does not start with a key, as it is another than the certificate's."""
    try:
        certified = load_der_x509_certificate(certificate).public_key()
        own = load_der_public_key(public_key)
    except UNREADABLE:
        return False
    if software.has_a_pair_for_each_kind and type(own) is not type(certified):
        return False
    return public_key != certified.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
