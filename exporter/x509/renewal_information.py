"""ACME renewal information (RFC 9773): where it is asked for, and what the answer says."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime

from exporter.model.attestation import Renewal, UselessAnswer
from exporter.model.inquiry import Fetching
from exporter.model.place import Document
from exporter.words.acme_directories import ACME_DIRECTORIES
from exporter.words.document_kind import DocumentKind
from exporter.x509.completion import FETCHED, Documents
from exporter.x509.decode import DecodedCertificate

ORGANIZATION = "2.5.4.10"
LONGEST_URL = 2048
MOST = 64 * 1024
"""Bytes of an answer, which takes some hundred: nothing else goes on while JSON is read."""


def renewal_asked(
    leaf: DecodedCertificate, configured: str, documents: Documents
) -> tuple[Fetching, ...]:
    """The CA's directory, and once that has come the information on the certificate (section 4.1)."""
    issuers = leaf.issuer_name.values(ORGANIZATION)
    place = next((ACME_DIRECTORIES[one] for one in issuers if one in ACME_DIRECTORIES), configured)
    number = identifier(leaf)
    if not place or not number:
        return ()
    directory = Fetching(Document(url=place), DocumentKind.ARI)
    base = told(documents.get(directory, b"")).get("renewalInfo")
    if not is_address(base):
        return (directory,)
    information = Document(url=f"{str(base).rstrip('/')}/{number}")
    return directory, Fetching(information, DocumentKind.ARI)


def identifier(leaf: DecodedCertificate) -> str:
    """What stands for a certificate: its issuer's key and its number; empty where it names no key."""
    key, number = leaf.extensions.issuer_key_id, int(leaf.facts.serial, 16)
    if not key or number <= 0:
        return ""
    serial = number.to_bytes(number.bit_length() // 8 + 1)
    return f"{unpadded(key)}.{unpadded(serial)}"


def unpadded(content: bytes) -> str:
    """Base64 for addresses, without padding (RFC 4648, section 5)."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def renewal(asked: tuple[Fetching, ...], documents: Documents) -> Renewal | UselessAnswer | None:
    """What the information says that has come (section 4.2); None where none has."""
    if len(asked) == 1 and asked[0] in documents:
        directory = told(documents[asked[0]])
        is_one = directory and "renewalInfo" not in directory  # which is optional
        fault = "it is no directory of an ACME CA that can be read"
        return None if is_one else UselessAnswer(document=asked[0], fault=fault)
    if len(asked) < 2 or asked[1] not in documents:
        return None
    said = told(documents[asked[1]])
    window, page = said.get("suggestedWindow"), said.get("explanationURL")
    edges: Mapping[str, object] = window if isinstance(window, dict) else {}
    try:
        start, end = (instant(edges.get(key, "")) for key in ("start", "end"))
    except ValueError as error:
        return UselessAnswer(document=asked[1], fault=f"it is no renewal information: {error}")
    if end <= start:
        return UselessAnswer(
            document=asked[1], fault="the time that it suggests ends before it begins"
        )
    return Renewal(start=start, end=end, explanation=str(page) if is_address(page) else "")


def told(body: bytes) -> Mapping[str, object]:
    """The members of a JSON object; none where it is anything else, or too large to be looked at."""
    if len(body) > MOST:
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def instant(text: object) -> datetime:
    """A time of RFC 3339."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"{text} is no time") from None
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is beyond all years") from error


def is_address(value: object) -> bool:
    """Whether it is one that can be asked, or shown."""
    return (
        isinstance(value, str)
        and value.startswith(FETCHED)
        and value.isprintable()
        and len(value) <= LONGEST_URL
    )
