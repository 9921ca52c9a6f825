"""Mistakes in HAProxy's configuration and its files."""

from collections.abc import Mapping
from pathlib import Path

from tests.real.mistakes.mistake import OF_ANY_SIZE, OF_ENVIRONMENT, OF_OPENSSL, Mistake, mistake
from tests.real.programs.file_mistakes import (
    HOST,
    P_192,
    Change,
    blocks,
    by_openssl,
    edit,
    gone,
    in_place,
    with_key,
    written,
)

UNUSABLE = "server_config_file_unusable"
MISMATCH, NO_KEY, INVALID = "private_key_mismatch", "private_key_unusable", "server_config_invalid"
CHAIN_INCOMPLETE = "server_config_chain_incomplete"
OF_VERSIONS = "Which options there are hangs on the version, which is not told by the files."
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


def in_parts(folder: Path, port: int) -> tuple[Path, Path]:
    """The same in a file with the section `global`, and a folder with the others."""
    whole = configured(folder, port)
    settings, _, others = whole.read_text().partition("defaults\n")
    whole.write_text(settings)
    (folder / "sites").mkdir()
    (folder / "sites" / "1.cfg").write_text(f"defaults\n{others}")
    return whole, folder / "sites"


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


def beside(name: str, setting: str = "") -> Change:
    """The key in a file of its own."""

    def change(folder: Path) -> None:
        (folder / "www.key").rename(folder / name)
        edit(CONFIG, "defaults", f"  {setting}\ndefaults")(folder)

    return change


def under(condition: str, end: str = ".endif\n") -> Change:
    """A socket without a certificate, under a condition."""
    lines = f"{condition}\n  bind 127.0.0.1:1 ssl crt no.pem\n{end}"
    return after(in_place(CONFIG, lambda text: text + lines.encode()))


def without_intermediate(pem: bytes) -> bytes:
    """The leaf and its key."""
    leaf, *_ = blocks(pem)
    return leaf + pem[pem.index(b"-----BEGIN PRIVATE KEY") :]


def issuers_apart(folder: Path) -> None:
    """The intermediate in the folder of `issuers-chain-path`."""
    _, intermediate, *_ = blocks((folder / "www.pem").read_bytes())
    in_place("www.pem", without_intermediate)(folder)
    (folder / "issuers").mkdir()
    (folder / "issuers" / "x.pem").write_bytes(intermediate)
    edit(CONFIG, "defaults", f"  issuers-chain-path {folder}/issuers\ndefaults")(folder)


def of_server(line: str) -> Change:
    """A line more of the section `global`."""
    return after(edit(CONFIG, "defaults", f"  {line}\ndefaults"))


def bound(options: str) -> Change:
    """The socket with more options."""
    return edit(CONFIG, "crt www.pem", f"crt www.pem {options}")


def listed(options: str) -> Change:
    """The certificate in a list, with options of its own."""

    def change(folder: Path) -> None:
        edit(CONFIG, "crt www.pem", f"crt-list {folder}/list")(folder)
        written("list", f"www.pem [{options}] {HOST}\n".encode())(folder)

    return after(change)


def on_p_192(folder: Path) -> None:
    """A key that OpenSSL takes at the security level of the socket's ciphers alone."""
    with_key(P_192)(folder)
    together(folder)
    bound("ciphers ALL:@SECLEVEL=0")(folder)


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
    "a variable that is set nowhere": mistake(after(edit(CONFIG, "crt www.pem", 'crt "$CERTIFICATE"')), unknown=OF_ENVIRONMENT),
    "a socket of Unix beside": mistake(after(edit(CONFIG, "  bind ", "  bind uxst@/tmp/tls-exporter.sock ssl crt www.pem\n  bind "))),
    "no certificate towards a server": mistake(after(in_place(CONFIG, lambda text: text + b"backend b\n  server s 127.0.0.1:1 ssl verify none crt gone.pem\n")), INVALID),
    "no certificate named": mistake(after(edit(CONFIG, " crt www.pem", "")), INVALID),
    "no port": mistake(after(edit(CONFIG, "bind ", "bind 127.0.0.1 ssl crt www.pem\n  bind ")), INVALID),
    "an impossible port": mistake(after(edit(CONFIG, "bind ", "bind :70000\n  bind ")), INVALID),
    "an open quote": mistake(after(edit(CONFIG, "mode http", "mode 'http")), INVALID),
    "a misspelt section": mistake(after(edit(CONFIG, "global", "globl")), INVALID),
    "a socket in a section of defaults": mistake(after(edit(CONFIG, "frontend www\n", "")), INVALID),
    "a server in a section of defaults": mistake(after(edit(CONFIG, "frontend", "  server s 127.0.0.1:1\nfrontend")), INVALID),
    "a default server in a section of defaults": mistake(after(edit(CONFIG, "frontend", "  default-server check\nfrontend"))),
    "a section without a name": mistake(after(edit(CONFIG, "frontend www", "frontend\nfrontend www")), INVALID),
    "no end of the last line": mistake(after(in_place(CONFIG, bytes.rstrip)), INVALID),
    "a list that is not there": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem crt-list no")), INVALID),
    "another site's certificate is broken": mistake(after(lambda folder: (edit(CONFIG, "crt www.pem", "crt www.pem crt b.pem")(folder), written("b.pem", b"x")(folder))), INVALID),
    "a condition that does not hold": mistake(under(".if 0")),
    "a condition that holds": mistake(under(".if 1"), INVALID),
    "two conditions of which one holds": mistake(under(".if !(1 && 0) || streq(a,b)"), INVALID),
    "another branch holds": mistake(under(".if strneq(a,b)\n.elif 1")),
    "no branch before holds": mistake(under('.if 0\n.elif streq("",a)\n.else'), INVALID),
    "blocks in a block that does not hold": mistake(under(".if 0\n.if 1\n.endif\n.if 1", ".endif\n.endif\n")),
    "a condition on the version": mistake(under(".if version_before(2.0)")),
    "a condition on a variable that is set nowhere": mistake(under('.if streq("$STAGE",test)')),
    "a condition that is none": mistake(under(".if true"), INVALID),
    "a condition with an end too few": mistake(under(".if 0", ""), INVALID),
    "a condition with an end too many": mistake(under(".if 0", ".endif\n.endif\n"), INVALID),
    "a line that tells of an error": mistake(after(edit(CONFIG, "frontend", '.alert "stop"\nfrontend')), INVALID),
    "a line with a dot that is none": mistake(after(edit(CONFIG, "frontend", ".iff 1\nfrontend")), INVALID),
    "a key beside that is not to be read": mistake(beside("www.pem.key", "ssl-load-extra-files none"), INVALID),
    "no intermediate": mistake(after(in_place("www.pem", without_intermediate)), CHAIN_INCOMPLETE),
    "no intermediate, but in the folder of issuers": mistake(after(issuers_apart)),
    "a folder of issuers that is none": mistake(after(edit(CONFIG, "defaults", "  issuers-chain-path /no\ndefaults")), INVALID),
    "a list of nothing": mistake(after(lambda folder: (edit(CONFIG, "crt www.pem", f"crt-list {folder}/list")(folder), written("list", b"")(folder))), INVALID),
    "ciphers that are none, in a list": mistake(listed("ciphers HIHG"), INVALID),
    "suites of TLS 1.3 that are none, in a list": mistake(listed("alpn h2 ciphersuites TLS_NONE"), INVALID),
    "no certificates of clients, in a list": mistake(listed("verify required ca-file no.pem"), INVALID),
    "a version of TLS that is none, in a list": mistake(listed("ssl-min-ver TLSv1.4"), INVALID),
    "curves that there are, in a list": mistake(listed("curves X25519:P-256 ecdhe nope")),
    "a socket of IPv6 alone": mistake(after(edit(CONFIG, "bind ", "bind :::1 v6only ssl crt www.pem\n  bind "))),
    "a user that there is not": mistake(of_server("user nobdoy"), INVALID),
    "a group that there is not": mistake(of_server("group nobdoy"), INVALID),
    "a user and a group": mistake(of_server("user nobody\n  group nogroup")),
    "no certificates of clients": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem verify required ca-file no.pem")), INVALID),
    "certificates of clients": mistake(after(lambda folder: edit(CONFIG, "crt www.pem", f"crt www.pem verify required ca-file {folder}/www.pem")(folder))),
    "no list of revoked certificates": mistake(after(lambda folder: edit(CONFIG, "crt www.pem", f"crt www.pem verify required ca-file {folder}/www.pem crl-file no.pem")(folder)), INVALID),
    "no certificates of a server behind": mistake(after(in_place(CONFIG, lambda text: text + b"backend b\n  server s 127.0.0.1:1 ssl verify required ca-file no.pem\n")), INVALID),
    "no parameters of Diffie-Hellman": mistake(of_server("ssl-dh-param-file no.pem"), INVALID),
    "ciphers that are none": mistake(of_server("ssl-default-bind-ciphers HIHG"), INVALID),
    "ciphers of a socket that are none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ciphers HIHG")), INVALID),
    "ciphers that are none, for sockets that have others": mistake(after(lambda folder: (edit(CONFIG, "crt www.pem", "crt www.pem ciphers HIGH")(folder), edit(CONFIG, "defaults", "  ssl-default-bind-ciphers HIHG\ndefaults")(folder)))),
    "ciphers that are none, for servers that there are not": mistake(of_server("ssl-default-server-ciphers HIHG")),
    "curves that are none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem curves X25519:secp265r1")), INVALID),
    "curves that are none, for all sockets": mistake(of_server("ssl-default-bind-curves nope"), INVALID),
    "a curve that is none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ecdhe nope")), INVALID),
    "a curve that is none beside curves": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ecdhe nope curves X25519:P-256"))),
    "suites of TLS 1.3 that are none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ciphersuites TLS_AES_128_GCM_SHA265")), INVALID),
    "suites of TLS 1.3 that are none, for all sockets": mistake(of_server("ssl-default-bind-ciphersuites TLS_NONE"), INVALID),
    "suites of TLS 1.3 of which one is": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ciphersuites TLS_NONE:TLS_AES_128_GCM_SHA256"))),
    "ciphers that there are": mistake(of_server("ssl-default-bind-ciphers HIHG:HIGH:!aNULL")),
    "a version of TLS that is none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem ssl-min-ver TLSv1.4")), INVALID),
    "a lowest version above the highest": mistake(after(bound("ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.2")), INVALID),
    "a lowest version above the highest of all sockets": mistake(after(lambda folder: (bound("ssl-min-ver TLSv1.3")(folder), edit(CONFIG, "defaults", "  ssl-default-bind-options ssl-max-ver TLSv1.2\ndefaults")(folder))), INVALID),
    "a lowest version above the highest of its socket, in a list": mistake(after(lambda folder: (listed("ssl-min-ver TLSv1.3")(folder), edit(CONFIG, "crt-list", "ssl-max-ver TLSv1.2 crt-list")(folder))), INVALID),
    "a lowest version above the highest, towards a server": mistake(after(in_place(CONFIG, lambda text: text + b"backend b\n  server s 127.0.0.1:1 ssl verify none ssl-min-ver TLSv1.3 ssl-max-ver TLSv1.2\n")), INVALID),
    "the highest version before the only one": mistake(after(bound("ssl-max-ver TLSv1.2 force-tlsv13"))),
    "the highest version behind the only one": mistake(after(bound("force-tlsv13 ssl-max-ver TLSv1.2")), INVALID),
    "every version switched off": mistake(after(bound("no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13")), INVALID),
    "every version switched off in two lines for all sockets": mistake(of_server("ssl-default-bind-options no-tlsv10 no-tlsv11\n  ssl-default-bind-options no-tlsv12 no-tlsv13"), INVALID),
    "every version switched off, which a lowest one makes void": mistake(after(bound("no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 ssl-min-ver TLSv1.2"))),
    "SSL 3.0 alone": mistake(after(bound("ssl-max-ver SSLv3")), unknown=OF_OPENSSL),
    "certificates that are made, by nobody": mistake(after(bound("generate-certificates")), INVALID),
    "certificates that are made, by a file that is not there": mistake(after(bound("generate-certificates ca-sign-file /no.pem")), INVALID),
    "certificates that are made, by an authority": mistake(after(lambda folder: bound(f"generate-certificates ca-sign-file {folder}/www.pem")(folder))),
    "a file of an authority that is not there, and not used": mistake(after(bound("ca-sign-file /no.pem"))),
    "a key on P-192 at a security level that HAProxy reads it before": mistake(on_p_192, NO_KEY, apart=OF_ANY_SIZE),
    "no keys of tickets": mistake(after(bound("tls-ticket-keys /no")), INVALID),
    "too few keys of tickets": mistake(after(lambda folder: (written("keys", b"AAAA\n")(folder), bound(f"tls-ticket-keys {folder}/keys")(folder))), unknown="Keys of tickets are secrets, which are not read."),
    "a byte order mark before the configuration": mistake(after(in_place(CONFIG, lambda text: b"\xef\xbb\xbf" + text)), INVALID),
    "a version of TLS that is none, for all sockets": mistake(of_server("ssl-default-bind-options ssl-min-ver TLS1.2"), INVALID),
    "a version of TLS": mistake(of_server("ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets")),
    "clients asked for certificates of nobody": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem verify required")), INVALID),
    "a way of asking clients that is none": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem verify yes")), INVALID),
    "an option without its value": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem alpn")), INVALID),
    "an address with a scheme": mistake(after(in_place(CONFIG, lambda text: text + b"  bind https://127.0.0.1:1\n")), INVALID),
    "ports in reverse order": mistake(after(in_place(CONFIG, lambda text: text + b"  bind 127.0.0.1:9-8\n")), INVALID),
    "lines of old Macs": mistake(after(in_place("www.pem", lambda pem: pem.replace(b"\n", b"\r"))), UNUSABLE),
    "no certificate, where names without one are refused": mistake(after(edit(CONFIG, "crt www.pem", "strict-sni")), "server_config_name_missing"),
    "an option that is misspelt": mistake(after(edit(CONFIG, "crt www.pem", "crt www.pem v6olny")), unknown=OF_VERSIONS),
}  # fmt: skip
IN_PARTS: Mapping[str, Mistake] = {
    "nothing": mistake(together),
    "the base of certificates after their sites": mistake(after(lambda folder: (folder / CONFIG).rename(folder / "sites" / "2.cfg")) , INVALID),
    "no first file": mistake(after(gone(CONFIG)), INVALID),
    "no end of the first file's last line": mistake(after(in_place(CONFIG, bytes.rstrip)), INVALID),
    "a condition without an end in the first file": mistake(after(in_place(CONFIG, lambda text: text + b".if 1\n")), INVALID),
    "a section that goes on in the next file": mistake(after(edit("sites/1.cfg", "defaults\n", "  maxconn 9\ndefaults\n")), INVALID),
    "a file of the folder that is left out": mistake(after(written("sites/2.conf", b"frontned x\n"))),
    "a file of the folder that is read": mistake(after(written("sites/2.cfg", b"frontned x\n")), INVALID),
}  # fmt: skip
"""Where haproxy is started with `-f haproxy.cfg -f sites`."""
