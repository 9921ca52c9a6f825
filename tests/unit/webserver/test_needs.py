"""What servers need beside certificates and keys, told by what OpenSSL of some version takes."""

from pathlib import Path

import pytest

from exporter.probing.files.blocks import blocks
from exporter.probing.files.configuration import DiskSource, read
from exporter.probing.files.disk import Disk
from exporter.webserver.directive import Block
from exporter.webserver.needs.accounts import USER
from exporter.webserver.needs.ciphers import CIPHERS, SUITES, security_level
from exporter.webserver.needs.files import CERTIFICATES, CONTENT, PARAMETERS
from exporter.webserver.needs.groups import GROUPS
from exporter.words.server_software import ServerSoftware

SOURCE = DiskSource(Disk())
PEM = "-----BEGIN {0}-----\n{1}\n-----END {0}-----\n"


@pytest.mark.parametrize(
    "ciphers",
    [
        "HIGH:!aNULL:!MD5",
        "ECDHE-RSA-AES128-GCM-SHA256:HIHG",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "EECDH+AESGCM:EDH+AESGCM",
        "kEECDH+ECDSA kRSA+3DES",
        "DES-CBC3-SHA",
        "EXP-EDH-RSA-DES-CBC-SHA",
        "PROFILE=SYSTEM",
        "TLS_AES_128_GCM_SHA256",
        "DEFAULT@SECLEVEL=0",
        "@STRENGTH:ALL",
        "GOST2012-GOST8912-GOST8912:IDEA-CBC-SHA",
        "PSK-AES256-CCM8",
        "SUITEB128ONLY",
        "tlsv1.2",
    ],
)
def test_ciphers_that_some_openssl_has_are_taken(ciphers: str) -> None:
    """One is enough, as it passes over those that it does not know."""
    assert CIPHERS.trouble(ciphers, "/", SOURCE) == ""


@pytest.mark.parametrize(
    ("ciphers", "told"),
    [
        ("HIHG", "no cipher match for 'HIHG'"),
        ("!aNULL", "no cipher match for '!aNULL'"),
        ("ECDHE_RSA_WHIT_AES:STRONG", "no cipher match for 'ECDHE_RSA_WHIT_AES:STRONG'"),
        ("HIGH:@SECLEVEL=9", "invalid command @SECLEVEL=9 in the list of ciphers"),
        ("HIGH@STRENGHT", "invalid command @STRENGHT in the list of ciphers"),
    ],
)
def test_ciphers_that_no_openssl_has_are_told(ciphers: str, told: str) -> None:
    """So are commands."""
    assert CIPHERS.trouble(ciphers, "/", SOURCE) == told


@pytest.mark.parametrize(
    ("ciphers", "level"),
    [
        ("", 2),
        ("HIGH:!aNULL", 2),
        ("DEFAULT@SECLEVEL=0", 0),
        ("@SECLEVEL=3:ALL:@SECLEVEL=1:@STRENGTH", 1),
    ],
)
def test_the_last_security_level_of_a_list_counts(ciphers: str, level: int) -> None:
    """It is 2 where distributions leave it."""
    assert security_level(ciphers) == level


@pytest.mark.parametrize(
    ("suites", "told"),
    [
        ("TLS_AES_128_GCM_SHA256:TLS_NONE", ""),
        (" tls_aes_256_gcm_sha384 ", ""),
        ("TLS_SM4_GCM_SM3", ""),
        ("AEAD-AES128-GCM-SHA256", ""),
        ("TLS13-AES128-GCM-SHA256", ""),
        ("", ""),
        ("TLS_AES_128_GCM_SHA265", "no cipher match for 'TLS_AES_128_GCM_SHA265'"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "no cipher match for 'ECDHE-RSA-AES128-GCM-SHA256'"),
        (
            "TLS_AES_128_GCM_SHA256,TLS_NONE",
            "no cipher match for 'TLS_AES_128_GCM_SHA256,TLS_NONE'",
        ),
    ],
)
def test_suites_of_tls_1_3_are_taken_where_some_openssl_has_one(suites: str, told: str) -> None:
    """By their standard names, or as other libraries call them; below 1.3 they are no such suites."""
    assert SUITES.trouble(suites, "/", SOURCE) == told


@pytest.mark.parametrize(
    "groups",
    [
        "X25519:P-256:secp384r1",
        "auto",
        "DEFAULT:-P-521",
        "?nope:X25519",
        "*X25519MLKEM768 / ?*SecP256r1MLKEM768 : x448",
        "p256_kyber768:frodo640aes",
        "id-tc26-gost-3410-2012-256-paramSetA:GC256A",
        "brainpoolP256r1tls13:ffdhe2048",
        "K-163:sect113r1:PRIME256V1",
        "curveSM2",
        "X25519:",
    ],
)
def test_groups_that_some_openssl_has_are_taken(groups: str) -> None:
    """By any of their names, those of other providers included."""
    assert GROUPS.trouble(groups, "/", SOURCE) == ""


@pytest.mark.parametrize(
    ("groups", "odd"),
    [
        ("X25519:secp265r1", "secp265r1"),
        ("nope", "nope"),
        ("X25519,P-256", "X25519,P-256"),
        ("*X25591", "*X25591"),
    ],
)
def test_a_group_that_no_openssl_has_is_told(groups: str, odd: str) -> None:
    """One is enough, unlike with ciphers."""
    assert GROUPS.trouble(groups, "/", SOURCE) == f"group {odd!r} cannot be set"


def test_blocks_are_whole_or_damaged() -> None:
    """Nothing is kept of the bytes, and nothing is said of what a key holds."""
    text = "".join(
        PEM.format(label, base64)
        for label, base64 in (
            ("CERTIFICATE", "MAMCAQA="),
            ("CERTIFICATE", "MAQCAQA="),
            ("X509 CRL", "MIEDAgEA"),
            ("DH PARAMETERS", "?"),
            ("PRIVATE KEY", "?"),
            ("CERTIFICATE", ""),
        )
    )
    data = bytearray(text.encode())
    found = blocks(data)
    assert [one.is_sound for one in found] == [True, False, True, False, True, False]
    assert found[3] == Block(number=4, label="DH PARAMETERS", is_sound=False)
    assert not any(data)


def test_a_file_is_taken_for_its_first_parameters_and_for_all_its_certificates(
    tmp_path: Path,
) -> None:
    """As OpenSSL reads them."""
    whole, damaged = "MAMCAQA=", "MAQCAQA="
    path, folder = tmp_path / "f", str(tmp_path)
    told = {}
    for label, need in (
        ("CERTIFICATE", CERTIFICATES),
        ("DH PARAMETERS", PARAMETERS),
        ("X9.42 DH PARAMETERS", PARAMETERS),  # what `openssl dhparam -dsaparam` writes
    ):
        source = DiskSource(Disk())
        path.write_text(PEM.format(label, whole) + PEM.format(label, damaged))
        told[label] = need.trouble("f", folder, source)
    assert told == {
        "CERTIFICATE": f"{path}: block 2 (CERTIFICATE) is damaged",
        "DH PARAMETERS": "",
        "X9.42 DH PARAMETERS": "",
    }
    source = DiskSource(Disk())
    assert CERTIFICATES.trouble("f", folder, source) == f"{path} holds no certificate"
    assert CERTIFICATES.trouble(folder, "/", source) == f"{folder}: it is a folder"
    assert CONTENT.trouble("fx", folder, source) == f"{path}x: there is no {path}x"
    assert CONTENT.trouble("f", folder, source) == ""


def test_a_file_that_many_sites_name_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be they thousands, with all authorities of the system for their clients."""
    asked = []
    read = Disk.read

    def counted(disk: Disk, path: str, most: int) -> bytearray:
        asked.append(path)
        return read(disk, path, most)

    monkeypatch.setattr(Disk, "read", counted)
    (tmp_path / "ca.pem").write_text(PEM.format("CERTIFICATE", "MAQCAQA="))
    source = DiskSource(Disk())
    told = [CERTIFICATES.trouble("ca.pem", str(tmp_path), source) for _ in range(3)]
    assert told == [f"{tmp_path}/ca.pem: block 1 (CERTIFICATE) is damaged"] * 3
    assert asked == [f"{tmp_path}/ca.pem"]


def test_what_we_may_not_read_is_not_known_to_be_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root reads it, as servers do, and the rest of the configuration is judged all the same."""

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Disk, "read", refused)
    monkeypatch.setattr(Disk, "trail", refused)
    source = DiskSource(Disk())
    assert PARAMETERS.trouble("f", str(tmp_path), source) == ""
    assert CONTENT.trouble("f", str(tmp_path), source) == ""
    assert USER.trouble("nobdoy", "/", source) == ""


@pytest.mark.parametrize(
    ("software", "text"),
    [
        (ServerSoftware.NGINX, "user www-data adm; events {}"),
        (ServerSoftware.APACHE, "User nobody\nUser www-data\nListen 1\n"),
        (ServerSoftware.HAPROXY, "global\n  user www-data\n"),
    ],
)
def test_the_user_is_that_of_the_configuration(
    tmp_path: Path, software: ServerSoftware, text: str
) -> None:
    """As whom the server goes on."""
    file = tmp_path / "main"
    file.write_text(text)
    assert read(software, (str(file),), DiskSource(Disk())).user == "www-data"
