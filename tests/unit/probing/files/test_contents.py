"""What a file holds, told from its bytes, as OpenSSL's commands and people write them."""

import subprocess
from pathlib import Path

import pytest

from exporter.model.server_file import Contents
from exporter.probing.files.contents import contents

MADE = {
    "cert": "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out cert -subj /CN=a",
    "der": "x509 -in cert -outform DER -out der",
    "csr": "req -new -key key -subj /CN=a -out csr",
    "rsa": "genrsa -traditional -out rsa 2048",
    "ec": "ec -in key -out ec",
    "locked": "pkcs8 -topk8 -in key -out locked -passout pass:secret",
    "old": "rsa -in rsa -aes128 -traditional -passout pass:secret -out old",
    "p12": "pkcs12 -export -in cert -inkey key -passout pass: -out p12",
    "p7": "crl2pkcs7 -nocrl -certfile cert -out p7",
    "p7der": "crl2pkcs7 -nocrl -certfile cert -outform DER -out p7der",
    "keyder": "pkey -in key -outform DER -out keyder",
    "rsader": "pkey -in rsa -outform DER -out rsader",
    "pub": "pkey -in key -pubout -out pub",
    "ed25519": "genpkey -algorithm ed25519 -out ed25519",
    "ed448": "genpkey -algorithm ed448 -out ed448",
    "small": "genrsa -out small 1962",
    "least": "genrsa -out least 1963",
    "narrow": "ecparam -genkey -noout -name prime192v1 -out narrow",
    "odd": "ecparam -genkey -noout -name SM2 -out odd",
    "params": "ecparam -name P-256 -out params",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of each kind, by OpenSSL."""
    folder = tmp_path_factory.mktemp("made")
    for command in MADE.values():
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return folder


def held(folder: Path, *names: str, passphrases: tuple[bytes, ...] | None = None) -> Contents:
    """What these files hold as one."""
    data = b"".join((folder / name).read_bytes() for name in names)
    return contents(bytearray(data), passphrases)


def test_certificates_are_told_in_their_order_beside_a_key(made: Path) -> None:
    """One file may be both."""
    found = held(made, "cert", "key", "cert")
    assert found.certificates == ((made / "der").read_bytes(),) * 2
    assert [key.form for key in found.keys] == ["PKCS#8"]
    assert (found.instead, found.troubles) == ("", ())


@pytest.mark.parametrize(
    ("name", "form", "kind"),
    [
        ("key", "PKCS#8", "ECDSA P-256"),
        ("ec", "SEC1", "ECDSA P-256"),
        ("rsa", "PKCS#1", "RSA 2048"),
        ("ed25519", "PKCS#8", "Ed25519"),
        ("ed448", "PKCS#8", "Ed448"),
    ],
)
def test_a_key_is_known_by_its_public_half(made: Path, name: str, form: str, kind: str) -> None:
    """Nothing else of it is kept."""
    (key,) = held(made, name).keys
    public = ["openssl", "pkey", "-in", name, "-pubout", "-outform", "DER"]
    expected = subprocess.run(public, cwd=made, check=True, capture_output=True).stdout
    assert (key.form, key.kind, key.trouble) == (form, kind, "")
    assert key.public_key == expected
    secret = (made / name).read_text().splitlines()[1]
    assert secret not in repr(key)


@pytest.mark.parametrize("name", ["locked", "old"])
def test_an_encrypted_key_is_opened_by_any_of_the_passphrases(made: Path, name: str) -> None:
    """Without their file it is not ours to open; where none of them fits, the server cannot either."""
    (closed,) = held(made, name).keys
    assert (closed.needs, closed.trouble, closed.public_key) == (
        "its passphrase: it is encrypted, and no file of passphrases is named",
        "",
        b"",
    )
    for wrong in ((), (b"guess",)):
        (key,) = held(made, name, passphrases=wrong).keys
        assert (key.needs, key.trouble) == ("", "no passphrase in its file opens it")
    (opened,) = held(made, name, passphrases=(b"guess", b"secret")).keys
    assert (opened.needs, opened.trouble) == ("", "")
    assert opened.public_key


def test_a_key_of_an_algorithm_that_is_not_known_is_no_damaged_one(made: Path) -> None:
    """Other libraries know more."""
    (key,) = held(made, "odd").keys
    assert (key.needs, key.trouble) == ("a library that knows its algorithm", "")


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("csr", "a certificate signing request"),
        ("der", "a certificate in DER, not in PEM"),
        ("p12", "a PKCS#12 store (.pfx, .p12)"),
        ("p7", "a PKCS#7 bundle"),
        ("p7der", "a PKCS#7 bundle"),
        ("keyder", "a private key in DER, not in PEM"),
        ("rsader", "a private key in DER, not in PEM"),
        ("pub", "a public key"),
        ("params", "parameters of an elliptic curve"),
    ],
)
def test_another_kind_of_file_is_named(made: Path, name: str, instead: str) -> None:
    """By what OpenSSL wrote."""
    assert held(made, name) == Contents(instead=instead)


@pytest.mark.parametrize(
    ("data", "instead"),
    [
        (b"", "an empty file"),
        (b" \n", "an empty file"),
        (b"<!DOCTYPE html><p>Sign in", "a web page"),
        (b"<?xml version='1.0'?>", "a web page"),
        ("-----BEGIN".encode("utf-16"), "text in UTF-16"),
        (b"to be done", "text without certificates or keys"),
        (b"\x7fELF\0", "binary data"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "a Java key store"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n", "a private key of OpenSSH, which no web server reads"),
        (b"-----BEGIN ODD THING-----\nx\n-----END ODD THING-----\n", "a block ODD THING"),
    ],
)  # fmt: skip
def test_what_people_save_by_mistake_is_named(data: bytes, instead: str) -> None:
    """A page of a portal, an editor's encoding, the wrong tool's key."""
    assert contents(bytearray(data)).instead == instead


def test_what_openssl_does_not_find_is_told(made: Path) -> None:
    """The certificates are read all the same, as the repair needs them."""
    cert = (made / "cert").read_bytes()
    glued = contents(bytearray(cert.rstrip() + cert))
    assert len(glued.certificates) == 2
    assert glued.troubles == ("the beginning of block 2 does not stand on a line of its own",)
    marked = contents(bytearray(b"\xef\xbb\xbf" + cert))
    assert marked.troubles == ()
    assert len(marked.certificates) == 1
    ended = contents(bytearray(cert.replace(b"\n-----END", b"-----END")))
    assert ended.troubles == ("the end of block 1 does not stand on a line of its own",)
    for ending in (b"\r", b"x\n"):
        joined = cert.replace(b"CERTIFICATE-----\n", b"CERTIFICATE-----" + ending)
        begun = contents(bytearray(joined))
        assert begun.troubles[0] == "the beginning of block 1 does not stand on a line of its own"
    assert contents(bytearray(cert.replace(b"\n", b" \t\r\n"))).troubles == ()
    cut = contents(bytearray(cert + cert[: len(cert) // 2]))
    assert cut.troubles == ("1 block without an end line",)
    assert len(cut.certificates) == 1
    odd = contents(bytearray(cert.replace(b"\nM", b"\n!", 1)))
    assert odd.troubles == ("block 1 (CERTIFICATE) is no base64",)
    assert odd.instead == ""
    windows = contents(bytearray(cert.replace(b"\n", b"\r\n")))
    assert windows.troubles == ()
    assert len(windows.certificates) == 1


def test_a_damaged_key_is_told_without_a_word_of_it(made: Path) -> None:
    """Whatever the library says of it."""
    damaged = (made / "key").read_bytes().replace(b"M", b"A")
    (key,) = contents(bytearray(damaged)).keys
    assert (key.trouble, key.public_key, key.needs) == ("it is damaged", b"", "")


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("small", "RSA 1962", 1),
        ("least", "RSA 1963", 2),
        ("narrow", "ECDSA secp192r1", 1),
        ("key", "ECDSA P-256", 3),
        ("ed25519", "Ed25519", 3),
    ],
)
def test_a_key_is_taken_up_to_a_security_level(
    made: Path, name: str, kind: str, level: int
) -> None:
    """OpenSSL rounds 1963 bits of RSA to 112 of strength; many distributions ask for those."""
    (key,) = held(made, name).keys
    assert (key.kind, bool(key.public_key), key.trouble) == (kind, True, "")
    told = [key.trouble_at(each) for each in range(6)]
    assert [not text for text in told] == [each <= level or level == 3 for each in range(6)]
    assert all(text.startswith(f"{kind} is weaker than OpenSSL takes") for text in told if text)


def test_a_flood_of_beginnings_takes_one_pass() -> None:
    """Each boundary is looked at once."""
    found = contents(bytearray(b"-----BEGIN CERTIFICATE-----\n" * 30_000))
    assert found.troubles == ("30000 blocks without an end line",)
