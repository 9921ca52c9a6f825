"""What directives need beside certificates and keys, so that a server starts: accounts, other files, ciphers."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from exporter.webserver.directive import NotThereError, Source

ANY = frozenset[str]()
CERTIFICATES = frozenset(("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"))
REVOCATIONS = CERTIFICATES | {"X509 CRL"}
PARAMETERS = frozenset(("DH PARAMETERS", "X9.42 DH PARAMETERS"))
SPOKEN = {
    CERTIFICATES: "certificate",
    REVOCATIONS: "certificate or revocation list",
    PARAMETERS: "Diffie-Hellman parameters",
}


def trouble_of_file(source: Source, path: str, labels: Collection[str] = ANY) -> str:
    """Why a file with blocks of these labels, or of any content, is not taken.

    Empty where it is, and where we may not read it: servers open such files as root.
    """
    try:
        if not labels:
            source.must_be_there(path)
            return ""
        held = source.blocks(path)
    except NotThereError as error:
        return f"{path}: {error}"
    if held is None:
        return ""
    blocks = [one for one in held if one.label in labels]
    if not blocks:
        return f"{path} holds no {SPOKEN[frozenset(labels)]}"
    read = blocks[:1] if labels == PARAMETERS else blocks
    damaged = next((one for one in read if not one.is_sound), None)
    return f"{path}: block {damaged.number} ({damaged.label}) is damaged" if damaged else ""


@dataclass(frozen=True, slots=True)
class Database:
    """Accounts of a kind, and what they are called."""

    name: str
    spoken: str


USERS, GROUPS = Database("passwd", "user"), Database("group", "group")


def trouble_of_account(source: Source, database: Database, name: str) -> str:
    """That there is no user or group of a name; empty where there is, and where that is not known."""
    if "$" in name or source.has_account(database.name, name) is not False:
        return ""
    return f"there is no {database.spoken} {name}"


SEPARATOR = re.compile(r"[:, ;]+|(?=@)")
LEVEL = re.compile(r"@(STRENGTH|SECLEVEL=[0-5])$")
PARTS = frozenset(
    [
        "3DES",
        "AES",
        "AES128",
        "AES256",
        "AESCCM",
        "AESCCM8",
        "AESGCM",
        "ADH",
        "AECDH",
        "ALL",
        "ARIA",
        "ARIA128",
        "ARIA256",
        "ARIAGCM",
        "CAMELLIA",
        "CAMELLIA128",
        "CAMELLIA256",
        "CBC",
        "CBC3",
        "CCM",
        "CCM8",
        "CHACHA20",
        "COMPLEMENTOFALL",
        "COMPLEMENTOFDEFAULT",
        "CBCGOST",
        "DEFAULT",
        "DES",
        "DES40",
        "DH",
        "DHE",
        "DSS",
        "ECDH",
        "ECDHE",
        "ECDHEPSK",
        "ECDSA",
        "EDH",
        "EDE",
        "EECDH",
        "EXP",
        "EXP1024",
        "EXP40",
        "EXP56",
        "EXPORT",
        "EXPORT40",
        "EXPORT56",
        "FIPS",
        "FZA",
        "GCM",
        "GOST",
        "GOST12",
        "GOST2001",
        "GOST2012",
        "GOST89",
        "GOST89MAC",
        "GOST89MAC12",
        "GOST94",
        "HIGH",
        "IDEA",
        "KRB5",
        "LOW",
        "MD5",
        "MEDIUM",
        "NULL",
        "POLY1305",
        "PSK",
        "RC2",
        "RC4",
        "RSA",
        "RSAPSK",
        "SEED",
        "SHA",
        "SHA1",
        "SHA256",
        "SHA384",
        "SM4",
        "SRP",
        "SSLV2",
        "SSLV3",
        "STREEBOG256",
        "SUITEB128",
        "SUITEB128C2",
        "SUITEB128ONLY",
        "SUITEB192",
        "TLSV1",
        "TLSV1.0",
        "TLSV1.1",
        "TLSV1.2",
        "TLSV1.3",
        "KRSA",
        "KEDH",
        "KDHE",
        "KEECDH",
        "KECDHE",
        "KECDH",
        "KECDHR",
        "KECDHER",
        "KDH",
        "KDHR",
        "KDHD",
        "KPSK",
        "KSRP",
        "KGOST",
        "KRSAPSK",
        "KECDHEPSK",
        "KDHEPSK",
        "KFZA",
        "ARSA",
        "AECDSA",
        "ADSS",
        "ADSA",
        "ANULL",
        "ENULL",
        "APSK",
        "ASRP",
        "AGOST",
        "AGOST01",
        "AGOST12",
        "AECDH",
        "ADH",
        "AKRB5",
        "MAGMA",
        "KUZNYECHIK",
        "OMAC",
        "LEGACY",
        "CTR",
        "8",
        "40",
        "56",
        "64",
        "128",
        "256",
        "WITH",
    ]
)
"""The words of which names of suites and keywords consist in any version of OpenSSL (ciphers(1)), in capitals."""


def trouble_of_ciphers(ciphers: str) -> str:
    """Why OpenSSL of any version refuses a list of suites below TLS 1.3; empty where some version may take it.

    Words that it does not know it passes over, so that one that it may know is enough.
    """
    words = [word for word in SEPARATOR.split(ciphers) if word]
    odd = [word for word in words if word.startswith("@") and not LEVEL.match(word)]
    if odd:
        return f"invalid command {odd[0]} in the list of ciphers"
    added = [word for word in words if not word.startswith(("!", "-", "+", "@"))]
    return "" if any(map(may_be_known, added)) else f"no cipher match for {ciphers!r}"


def may_be_known(word: str) -> bool:
    """Whether a name or keyword has words of OpenSSL, of its standard names, or of a distribution alone."""
    if word.startswith(("TLS_", "SSL_", "PROFILE=", "$")):
        return True
    return all(part.upper() in PARTS for part in re.split(r"[-+_]", word) if part)
