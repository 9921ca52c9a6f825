"""Mistakes in HAProxy's configuration and its files."""

from collections.abc import Mapping
from pathlib import Path

from tests.real.mistakes.mistake import Mistake, mistake
from tests.real.programs.file_mistakes import Change, by_openssl, edit, gone, in_place, written

MISMATCH, NO_KEY, INVALID = "private_key_mismatch", "private_key_unusable", "server_config_invalid"
CONFIG = "haproxy.cfg"
CONFIGURATION = """\
global
  crt-base {folder}
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend www
  bind 127.0.0.1:{port} ssl {options}
"""


def configured(folder: Path, port: int, options: str = "crt www.pem") -> Path:
    """The configuration of haproxy for the certificates that lie in the folder."""
    config = folder / CONFIG
    config.write_text(CONFIGURATION.format(folder=folder, port=port, options=options))
    return config


def together(folder: Path) -> None:
    """Certificate and key in one file."""
    both = (folder / "www.pem").read_bytes() + (folder / "www.key").read_bytes()
    (folder / "www.pem").write_bytes(both)
    (folder / "www.pem").chmod(0o600)


def after(change: Change) -> Change:
    """A change of the file with certificate and key."""

    def both(folder: Path) -> None:
        together(folder)
        change(folder)

    return both


def beside(name: str) -> Change:
    """The key in a file of its own."""
    return lambda folder: (folder / "www.key").rename(folder / name)


def of_another(folder: Path) -> None:
    """A new key with the old certificate."""
    by_openssl("www.key", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")(
        folder
    )
    together(folder)


MISTAKES: Mapping[str, Mistake] = {
    "nothing": mistake(together),
    "the key beside": mistake(beside("www.pem.key")),
    "the key under another name": mistake(beside("www.pem.pem"), "server_config_file_missing"),
    "no certificate": mistake(gone("www.pem"), INVALID),
    "the key alone": mistake(after(by_openssl("www.pem", "pkey", "-in", "www.key")), INVALID),
    "an empty file": mistake(written("www.pem", b""), INVALID),
    "a web page": mistake(written("www.pem", b"<!doctype html>"), INVALID),
    "another key": mistake(of_another, MISMATCH),
    "no certificate named": mistake(after(edit(CONFIG, " crt www.pem", "")), INVALID),
    "no port": mistake(after(edit(CONFIG, "bind ", "bind 127.0.0.1 ssl crt www.pem\n  bind ")), INVALID),
    "an impossible port": mistake(after(edit(CONFIG, "bind ", "bind :70000\n  bind ")), INVALID),
    "an open quote": mistake(after(edit(CONFIG, "mode http", "mode 'http")), INVALID),
    "a misspelt section": mistake(after(edit(CONFIG, "global", "globl")), INVALID),
    "a section without a name": mistake(after(edit(CONFIG, "frontend www", "frontend\nfrontend www")), INVALID),
    "no end of the last line": mistake(after(in_place(CONFIG, bytes.rstrip)), INVALID),
    "a list that is not there": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem crt-list no")), INVALID),
    "another site's certificate is broken": mistake(after(lambda folder: (edit(CONFIG, "crt www.pem", "crt www.pem crt b.pem")(folder), written("b.pem", b"x")(folder))), INVALID),
}  # fmt: skip
