"""The files of a real nginx: what the exporter says of mistakes beside `nginx -t`, and of a renewal."""

import signal
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from os import kill
from pathlib import Path

import pytest

from exporter.model.target import ServerFiles
from tests.real.conftest import Program
from tests.real.programs.deployment import Deployments
from tests.real.programs.file_mistakes import (
    HOST,
    Change,
    as_folder,
    blocks,
    by_openssl,
    codes,
    copied,
    edit,
    gone,
    in_place,
    laid,
    linked,
    report,
    turned,
    written,
)
from tests.real.programs.nginx import CONFIGURATION, SITE, Site, running_nginx
from tests.real.programs.process import free_port
from tests.real.programs.renewal import before_and_after, told_until_reloaded

pytestmark = pytest.mark.real


def files_of(config: Path) -> ServerFiles:
    """The configuration of nginx."""
    return ServerFiles(nginx=str(config))


def garbled(number: int) -> Change:
    """A block of base64 that is no certificate in the place of one of them."""

    def change(pem: bytes) -> bytes:
        made = blocks(pem)
        begin, end = b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"
        made[number] = begin + b"MAMCAQA=\n" + end
        return b"".join(made)

    return in_place("www.pem", change)


def locked(passphrases: bytes) -> Change:
    """An encrypted key, whose passphrase is "secret", and a file of passphrases."""

    def change(folder: Path) -> None:
        topk8 = ["pkcs8", "-topk8", "-in", "www.key", "-passout", "pass:secret"]
        by_openssl("www.key", *topk8)(folder)
        written("passphrases", passphrases)(folder)
        key = f"ssl_certificate_key {folder / 'www.key'};"
        edit("nginx.conf", key, f"{key} ssl_password_file {folder / 'passphrases'};")(folder)

    return change


def weak(folder: Path) -> None:
    """A certificate with an RSA key of 1024 bits, at the security level of the distribution."""
    edit("nginx.conf", "ssl_ciphers DEFAULT@SECLEVEL=0;", "")(folder)
    command = "req -x509 -newkey rsa:1024 -nodes -keyout www.key -out www.pem -subj /CN=x"
    named = [*command.split(), "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run(["openssl", *named], cwd=folder, check=True, capture_output=True)
    (folder / "www.key").chmod(0o600)


def one_file(folder: Path) -> None:
    """Certificate and key in one file."""
    both = (folder / "www.pem").read_bytes() + (folder / "www.key").read_bytes()
    (folder / "www.pem").write_bytes(both)
    edit("nginx.conf", "www.key", "www.pem")(folder)


UNUSABLE, MISSING = "server_config_file_unusable", "server_config_file_missing"
MISMATCH, NO_KEY, INVALID = "private_key_mismatch", "private_key_unusable", "server_config_invalid"
CHAIN_INCOMPLETE = "server_config_chain_incomplete"
NOT_COVERED = "server_config_name_not_covered"
MISTAKES: Mapping[str, tuple[Change, set[str]]] = {
    "nothing": (lambda _: None, set()),
    "no semicolon before a brace": (edit("nginx.conf", "return 200;", "return 200"), {INVALID}),
    "a brace too many": (edit("nginx.conf", "return 200;", "return 200; }"), {INVALID}),
    "a brace too few": (edit("nginx.conf", "return 200;\n    }", "return 200;"), {INVALID}),
    "an open quote": (edit("nginx.conf", "return 200;", "return 200 'x;"), {INVALID}),
    "an include of nothing": (edit("nginx.conf", "return 200;", "include no.conf;"), {INVALID}),
    "no certificate named": (edit("nginx.conf", "ssl_certificate ", "#"), {INVALID}),
    "no key named": (edit("nginx.conf", "ssl_certificate_key ", "#"), {INVALID}),
    "no certificate": (gone("www.pem"), {MISSING}),
    "no key": (gone("www.key"), {MISSING}),
    "a folder": (as_folder, {MISSING}),
    "a web page": (written("www.pem", b"<!doctype html>"), {UNUSABLE}),
    "an empty file": (written("www.pem", b""), {UNUSABLE}),
    "an empty key": (written("www.key", b""), {NO_KEY}),
    "DER": (by_openssl("www.pem", "x509", "-in", "www.pem", "-outform", "DER"), {UNUSABLE}),
    "PKCS#7": (by_openssl("www.pem", "crl2pkcs7", "-nocrl", "-certfile", "www.pem"), {UNUSABLE}),
    "PKCS#12": (
        by_openssl("www.pem", "pkcs12", "-export", "-in", "www.pem", "-inkey", "www.key", "-passout", "pass:"),
        {UNUSABLE},
    ),
    "a signing request": (
        by_openssl("www.pem", "req", "-new", "-key", "www.key", "-subj", "/CN=x"),
        {UNUSABLE},
    ),
    "the key in both": (copied("www.key", "www.pem"), {UNUSABLE}),
    "the certificate in both": (copied("www.pem", "www.key"), {NO_KEY}),
    "UTF-16": (in_place("www.pem", lambda pem: pem.decode().encode("utf-16")), {UNUSABLE}),
    "a byte order mark": (in_place("www.pem", lambda pem: b"\xef\xbb\xbf" + pem), set()),
    "glued blocks": (in_place("www.pem", lambda pem: pem.replace(b"-----\n-----", b"----------")), {UNUSABLE}),
    "no last line": (in_place("www.pem", lambda pem: pem[:-30]), {UNUSABLE}),
    "the intermediate first": (in_place("www.pem", turned), {MISMATCH, "server_config_leaf_not_first"}),
    "no intermediate": (in_place("www.pem", lambda pem: blocks(pem)[0]), {CHAIN_INCOMPLETE}),
    "a second name that is not covered": (edit("nginx.conf", HOST, f"{HOST} shop.test"), {NOT_COVERED}),
    "a block that is no certificate": (garbled(0), {UNUSABLE}),
    "a second block that is no certificate": (garbled(1), {UNUSABLE}),
    "an RSA key of 1024 bits": (weak, {NO_KEY}),
    "another key": (by_openssl("www.key", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), {MISMATCH}),
    "a key of another kind": (by_openssl("www.key", "genpkey", "-algorithm", "RSA"), {MISMATCH}),
    "a damaged key": (in_place("www.key", lambda key: key.replace(b"M", b"A")), {NO_KEY}),
    "an encrypted key with a wrong passphrase": (locked(b"guess\n"), {NO_KEY}),
    "an encrypted key with an empty file of passphrases": (locked(b""), {NO_KEY}),
    "an encrypted key and its passphrase": (locked(b"guess\nsecret\n"), set()),
    "a public key": (by_openssl("www.key", "pkey", "-in", "www.key", "-pubout"), {NO_KEY}),
    "a key in DER": (by_openssl("www.key", "pkey", "-in", "www.key", "-outform", "DER"), {NO_KEY}),
    "an old form of key": (by_openssl("www.key", "ec", "-in", "www.key"), set()),
    "lines of Windows": (in_place("www.pem", lambda pem: pem.replace(b"\n", b"\r\n")), set()),
    "text between": (in_place("www.pem", lambda pem: b"subject=x\n" + pem), set()),
    "one file for both, open as certificates are": (one_file, {"permissions_key_exposed"}),
    "links": (linked, set()),
    "the name of another site": (edit("nginx.conf", HOST, "elsewhere.test"), {"server_config_name_missing"}),
    "a key for everybody": (lambda folder: (folder / "www.key").chmod(0o644), {"permissions_key_exposed"}),
}  # fmt: skip
HARMLESS = {"server_config_name_missing", "permissions_key_exposed", CHAIN_INCOMPLETE, NOT_COVERED}
"""Mistakes with which nginx starts all the same."""
UNNOTICED = {"a key of another kind"}
"""OpenSSL keeps a pair for each kind of key: nginx starts, and has no pair that is whole."""


@pytest.fixture
def on_disk(tmp_path: Path, deployments: Deployments) -> Path:
    """A folder with nginx's configuration and a pair, which every user may pass."""
    laid(deployments.deploy(HOST), tmp_path)
    site = SITE.format(
        address="127.0.0.1",
        port=free_port(),
        listening="",
        server_name=HOST,
        chain_file=tmp_path / "www.pem",
        key_file=tmp_path / "www.key",
        protocols="TLSv1.2 TLSv1.3",
        directives="",
    )
    (tmp_path / "nginx.conf").write_text(CONFIGURATION.format(folder=tmp_path, sites=site))
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_where_nginx_refuses(
    program: Program, on_disk: Path, deployments: Deployments, mistake: str
) -> None:
    """And nothing is told where it starts, but for what is no matter of starting."""
    nginx = program("nginx")
    change, expected = MISTAKES[mistake]
    change(on_disk)
    config = on_disk / "nginx.conf"
    port = int(config.read_text().partition("listen 127.0.0.1:")[2].partition(" ")[0])
    tested = subprocess.run([nginx, "-t", "-c", config], capture_output=True, check=False)
    found = codes(report(port, files_of(config), deployments.root_file))
    assert found == expected
    is_refused = bool(found - HARMLESS) and mistake not in UNNOTICED
    assert (tested.returncode != 0) == is_refused, tested.stderr.decode()


def test_an_encrypted_key_is_not_checked(
    program: Program, on_disk: Path, deployments: Deployments
) -> None:
    """Nginx asks for its passphrase, which somebody may give."""
    del program
    by_openssl("www.key", "pkcs8", "-topk8", "-in", "www.key", "-passout", "pass:x")(on_disk)
    judged = report(1, files_of(on_disk / "nginx.conf"), deployments.root_file)
    assert "private_key_unusable" not in codes(judged)


def test_a_renewal_is_told_until_nginx_is_reloaded(
    program: Program, folder: Path, deployments: Deployments
) -> None:
    """By the very next probe, before and after."""
    first, renewed = before_and_after(deployments, HOST)
    laid(first, folder)
    present = replace(first, chain_file=folder / "www.pem", key_file=folder / "www.key")
    port = free_port()
    site = Site(deployment=present, port=port, server_name=HOST)
    files = files_of(folder / "nginx.conf")
    with running_nginx(program("nginx"), folder, [site]) as process:
        evidence = told_until_reloaded(
            lambda: report(port, files, deployments.root_file),
            renew=lambda: laid(renewed, folder),
            reload=lambda: kill(process, signal.SIGHUP),
        )
    assert evidence.endswith("reload there: nginx -t && nginx -s reload")
