"""Mistakes in nginx's configuration and its files."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.real.mistakes.mistake import OF_ANY_SIZE, OF_MODULES, OF_OPENSSL, Mistake, mistake
from tests.real.programs.file_mistakes import (
    HOST,
    P_192,
    Change,
    as_folder,
    blocks,
    by_openssl,
    copied,
    dangling,
    edit,
    gone,
    in_place,
    linked,
    turned,
    with_key,
    written,
)
from tests.real.programs.nginx import CONFIGURATION, SITE


def configured(folder: Path, port: int) -> Path:
    """Nginx's configuration for the pair that lies in the folder."""
    site = SITE.format(
        address="127.0.0.1",
        port=port,
        listening="",
        server_name=HOST,
        chain_file=folder / "www.pem",
        key_file=folder / "www.key",
        protocols="TLSv1.2 TLSv1.3",
        directives="",
    )
    config = folder / "nginx.conf"
    config.write_text(CONFIGURATION.format(folder=folder, sites=site))
    return config


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


def at_level(ciphers: str, kind: str) -> Change:
    """A key of a kind at the security level that a list of ciphers sets; an empty one leaves the distribution's."""

    def change(folder: Path) -> None:
        line = "ssl_ciphers DEFAULT@SECLEVEL=0;"
        edit("nginx.conf", line, f"ssl_ciphers {ciphers};" if ciphers else "")(folder)
        with_key(kind)(folder)

    return change


def one_file(folder: Path) -> None:
    """Certificate and key in one file."""
    both = (folder / "www.pem").read_bytes() + (folder / "www.key").read_bytes()
    (folder / "www.pem").write_bytes(both)
    edit("nginx.conf", "www.key", "www.pem")(folder)


def another_site(*settings: str) -> Change:
    """More sites, with the certificate of the first."""
    pair = "ssl_certificate www.pem; ssl_certificate_key www.key;"
    made = "".join(f"server {{ {one} {pair} }}\n" for one in settings)
    return edit("nginx.conf", "http {", f"http {{\n{made}")


def snippet(text: str) -> Change:
    """A file that the site includes."""

    def change(folder: Path) -> None:
        written("snippet.conf", text.encode())(folder)
        in_site("include snippet.conf;")(folder)

    return change


def of_a_map(value: str) -> Change:
    """What a variable is by default."""
    return edit("nginx.conf", "http {", f"http {{ map $uri $x {{ default {value}; }}")


UNUSABLE, MISSING = "server_config_file_unusable", "server_config_file_missing"
MISMATCH, NO_KEY, INVALID = "private_key_mismatch", "private_key_unusable", "server_config_invalid"
CHAIN_INCOMPLETE = "server_config_chain_incomplete"
NOT_COVERED = "server_config_name_not_covered"
KEPT_BY_KIND = (
    "OpenSSL keeps a pair for each kind of key: nginx starts, and has no pair that is whole."
)
FIRST_ALONE = "`openssl x509` reads the first block alone; servers read all."
OWN_NAME = "`openssl` is given the name of the file itself."


def in_site(directives: str) -> Change:
    """More in the site's block."""
    return edit("nginx.conf", "return 200;", f"{directives} return 200;")


def user(names: str) -> Change:
    """The user, and the group where it is named."""
    return edit("nginx.conf", "daemon off;", f"daemon off; user {names};")


def parameters(then: Change = lambda _: None) -> Change:
    """Those of Diffie-Hellman, in a file."""

    def change(folder: Path) -> None:
        group = ("-algorithm", "DH", "-pkeyopt", "group:ffdhe2048")
        by_openssl("dh.pem", "genpkey", "-genparam", *group)(folder)
        then(folder)
        in_site("ssl_dhparam dh.pem;")(folder)

    return change


def trusting(made: Callable[[bytes], bytes]) -> Change:
    """Trusted certificates, in a file made of the site's."""

    def change(folder: Path) -> None:
        written("trusted.pem", made((folder / "www.pem").read_bytes()))(folder)
        in_site("ssl_trusted_certificate trusted.pem;")(folder)

    return change


MISTAKES: Mapping[str, Mistake] = {
    "nothing": mistake(lambda _: None),
    "no semicolon before a brace": mistake(edit("nginx.conf", "return 200;", "return 200"), INVALID),
    "a brace too many": mistake(edit("nginx.conf", "return 200;", "return 200; }"), INVALID),
    "a brace too few": mistake(edit("nginx.conf", "return 200;\n    }", "return 200;"), INVALID),
    "an open quote": mistake(edit("nginx.conf", "return 200;", "return 200 'x;"), INVALID),
    "an include of nothing": mistake(edit("nginx.conf", "return 200;", "include no.conf;"), INVALID),
    "no certificate named": mistake(edit("nginx.conf", "ssl_certificate ", "#"), INVALID),
    "no key named": mistake(edit("nginx.conf", "ssl_certificate_key ", "#"), INVALID),
    "a name by an expression in capitals": mistake(edit("nginx.conf", f"server_name {HOST};", r"server_name ~^FILES\.TEST$;")),
    "no certificate": mistake(gone("www.pem"), MISSING),
    "no key": mistake(gone("www.key"), MISSING),
    "a folder": mistake(as_folder, MISSING),
    "a web page": mistake(written("www.pem", b"<!doctype html>"), UNUSABLE),
    "an empty file": mistake(written("www.pem", b""), UNUSABLE),
    "an empty key": mistake(written("www.key", b""), NO_KEY),
    "DER": mistake(by_openssl("www.pem", "x509", "-in", "www.pem", "-outform", "DER"), UNUSABLE),
    "PKCS#7": mistake(by_openssl("www.pem", "crl2pkcs7", "-nocrl", "-certfile", "www.pem"), UNUSABLE),
    "PKCS#12": mistake(by_openssl("www.pem", "pkcs12", "-export", "-in", "www.pem", "-inkey", "www.key", "-passout", "pass:"), UNUSABLE),
    "a signing request": mistake(by_openssl("www.pem", "req", "-new", "-key", "www.key", "-subj", "/CN=x"), UNUSABLE),
    "the key in both": mistake(copied("www.key", "www.pem"), UNUSABLE),
    "the certificate in both": mistake(copied("www.pem", "www.key"), NO_KEY),
    "UTF-16": mistake(in_place("www.pem", lambda pem: pem.decode().encode("utf-16")), UNUSABLE),
    "a byte order mark": mistake(in_place("www.pem", lambda pem: b"\xef\xbb\xbf" + pem)),
    "glued blocks": mistake(in_place("www.pem", lambda pem: pem.replace(b"-----\n-----", b"----------")), UNUSABLE),
    "no last line": mistake(in_place("www.pem", lambda pem: pem[:-30]), UNUSABLE, apart=FIRST_ALONE),
    "the intermediate first": mistake(in_place("www.pem", turned), MISMATCH, "server_config_leaf_not_first"),
    "no intermediate": mistake(in_place("www.pem", lambda pem: blocks(pem)[0]), CHAIN_INCOMPLETE),
    "a second name that is not covered": mistake(edit("nginx.conf", HOST, f"{HOST} shop.test"), NOT_COVERED),
    "a block that is no certificate": mistake(garbled(0), UNUSABLE),
    "a second block that is no certificate": mistake(garbled(1), UNUSABLE, apart=FIRST_ALONE),
    "an RSA key of 1024 bits": mistake(at_level("", "rsa:1024"), NO_KEY, apart=OF_ANY_SIZE),
    "an RSA key of 1962 bits": mistake(at_level("", "rsa:1962"), NO_KEY, apart=OF_ANY_SIZE),
    "an RSA key of 1963 bits": mistake(at_level("", "rsa:1963")),
    "an RSA key of 919 bits at security level 1": mistake(at_level("DEFAULT@SECLEVEL=1", "rsa:919"), NO_KEY, apart=OF_ANY_SIZE),
    "an RSA key of 920 bits at security level 1": mistake(at_level("DEFAULT@SECLEVEL=1", "rsa:920")),
    "an RSA key of 2048 bits at security level 3": mistake(at_level("DEFAULT@SECLEVEL=3", "rsa:2048"), NO_KEY, apart=OF_ANY_SIZE),
    "a key on P-192": mistake(at_level("", P_192), NO_KEY, apart=OF_ANY_SIZE),
    "a key on P-192 at security level 1": mistake(at_level("ALL:@SECLEVEL=3:@SECLEVEL=1", P_192)),
    "another key": mistake(by_openssl("www.key", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), MISMATCH),
    "a key of another kind": mistake(by_openssl("www.key", "genpkey", "-algorithm", "RSA"), MISMATCH, unnoticed=KEPT_BY_KIND),
    "a damaged key": mistake(in_place("www.key", lambda key: key.replace(b"M", b"A")), NO_KEY),
    "an encrypted key with a wrong passphrase": mistake(locked(b"guess\n"), NO_KEY),
    "an encrypted key with an empty file of passphrases": mistake(locked(b""), NO_KEY),
    "an encrypted key and its passphrase": mistake(locked(b"guess\nsecret\n")),
    "a public key": mistake(by_openssl("www.key", "pkey", "-in", "www.key", "-pubout"), NO_KEY),
    "a key in DER": mistake(by_openssl("www.key", "pkey", "-in", "www.key", "-outform", "DER"), NO_KEY),
    "an old form of key": mistake(by_openssl("www.key", "ec", "-in", "www.key")),
    "lines of Windows": mistake(in_place("www.pem", lambda pem: pem.replace(b"\n", b"\r\n"))),
    "text between": mistake(in_place("www.pem", lambda pem: b"subject=x\n" + pem)),
    "one file for both, open as certificates are": mistake(one_file, "permissions_key_exposed"),
    "links": mistake(linked),
    "the name of another site": mistake(edit("nginx.conf", HOST, "elsewhere.test"), "server_config_name_missing"),
    "a key for everybody": mistake(lambda folder: (folder / "www.key").chmod(0o644), "permissions_key_exposed"),
    "no events section": mistake(edit("nginx.conf", "events { worker_connections 4096; }", ""), INVALID),
    "a byte order mark before the configuration": mistake(in_place("nginx.conf", lambda text: b"\xef\xbb\xbf" + text), INVALID),
    "a site outside of http": mistake(in_place("nginx.conf", lambda text: text + b"server { listen 1; }\n"), INVALID),
    "a site within a site": mistake(edit("nginx.conf", "return 200;", "server { listen 1; }"), INVALID),
    "a listen outside of sites": mistake(edit("nginx.conf", "http {", "http { listen 1;"), INVALID),
    "two of http": mistake(in_place("nginx.conf", lambda text: text + b"http {}\n"), INVALID),
    "a listen of nothing": mistake(edit("nginx.conf", "return 200;", "listen; return 200;"), INVALID),
    "a listen at an impossible port": mistake(edit("nginx.conf", "return 200;", "listen 70000 ssl; return 200;"), INVALID),
    "a listen twice": mistake(edit("nginx.conf", "return 200;", "listen 1; listen 1; return 200;"), INVALID),
    "a listen with SSL in capitals": mistake(edit("nginx.conf", "return 200;", "listen 1 SSL; return 200;"), INVALID),
    "two defaults at one address": mistake(another_site("listen 1 default_server;", "listen 1 default_server;"), INVALID),
    "options of a socket at two places": mistake(another_site("listen 1 reuseport;", "listen 1 backlog=9;"), INVALID),
    "two sites of a name at one address": mistake(another_site("listen 1; server_name a;", "listen 1; server_name a;")),
    "a range of ports": mistake(another_site("listen 127.0.0.2:1-3;", "listen 127.0.0.2:2;")),
    "a version of TLS that is none": mistake(edit("nginx.conf", "TLSv1.3", "TLSv1.4"), INVALID),
    "a cipher that is none": mistake(edit("nginx.conf", "DEFAULT@SECLEVEL=0", "HIHG"), INVALID),
    "a cipher that is none beside one that is": mistake(edit("nginx.conf", "DEFAULT@SECLEVEL=0", "HIHG:ECDHE+AESGCM:!aNULL")),
    "a level of security that is none": mistake(edit("nginx.conf", "DEFAULT@SECLEVEL=0", "DEFAULT@SECLEVEL=9"), INVALID),
    "a cipher that OpenSSL has no more": mistake(edit("nginx.conf", "DEFAULT@SECLEVEL=0", "EXP-RC4-MD5"), unknown=OF_OPENSSL),
    "a curve that is none": mistake(in_site("ssl_ecdh_curve X25519:secp265r1;"), INVALID),
    "curves by several names": mistake(in_site("ssl_ecdh_curve X25519:secp384r1:P-256;")),
    "curves as OpenSSL has them": mistake(in_site("ssl_ecdh_curve auto;")),
    "a group that is younger than the server's OpenSSL": mistake(in_site("ssl_ecdh_curve X25519MLKEM768;"), unknown=OF_OPENSSL),
    "a group by a command that is none": mistake(in_site("ssl_conf_command Groups nope;"), INVALID),
    "a suite of TLS 1.3 that is none": mistake(in_site("ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA265;"), INVALID),
    "a suite of TLS 1.3 that is none beside one that is": mistake(in_site("ssl_conf_command Ciphersuites TLS_NONE:TLS_AES_128_GCM_SHA256;")),
    "an older suite as one of TLS 1.3": mistake(in_site("ssl_conf_command Ciphersuites ECDHE-RSA-AES128-GCM-SHA256;"), INVALID),
    "a user that there is not": mistake(user("nobdoy"), INVALID),
    "a user without a group of its name": mistake(user("nobody"), INVALID),
    "a group that there is not": mistake(user("nobody nobdoy"), INVALID),
    "a user with a group": mistake(user("nobody nogroup")),
    "parameters of Diffie-Hellman": mistake(parameters()),
    "no parameters of Diffie-Hellman": mistake(in_site("ssl_dhparam no.pem;"), INVALID),
    "damaged parameters of Diffie-Hellman": mistake(parameters(in_place("dh.pem", lambda pem: pem[:100] + pem[104:])), INVALID),
    "a certificate for parameters of Diffie-Hellman": mistake(in_site("ssl_dhparam www.pem;"), INVALID),
    "certificates of clients": mistake(in_site("ssl_verify_client on; ssl_client_certificate www.pem;")),
    "no file with certificates of clients": mistake(in_site("ssl_verify_client on; ssl_client_certificate no.pem;"), INVALID),
    "a key for certificates of clients": mistake(in_site("ssl_verify_client on; ssl_client_certificate www.key;"), INVALID),
    "clients asked for certificates of nobody": mistake(in_site("ssl_verify_client on;"), INVALID),
    "trusted certificates that are damaged": mistake(trusting(lambda pem: pem[:-60] + b"\n-----END CERTIFICATE-----\n"), INVALID),
    "trusted certificates": mistake(trusting(bytes)),
    "no file of passphrases": mistake(in_site("ssl_password_file no;"), INVALID),
    "no list of revoked certificates": mistake(in_site("ssl_crl no.pem;"), INVALID),
    "no list of revoked certificates, of sites without TLS": mistake(edit("nginx.conf", "http {", "http { server { listen 1; ssl_crl no.pem; }")),
    "an archive that was cleared away": mistake(dangling, MISSING),
    "a folder's name for a file": mistake(edit("nginx.conf", "www.pem;", "www.pem/;"), MISSING, apart=OWN_NAME),
    "lines of old Macs": mistake(in_place("www.pem", lambda pem: pem.replace(b"\n", b"\r")), UNUSABLE),
    "lines of old Macs in the key": mistake(in_place("www.key", lambda key: key.replace(b"\n", b"\r")), NO_KEY),
    "a key that is indented": mistake(in_place("www.key", lambda key: key.replace(b"-----BEGIN", b"  -----BEGIN")), NO_KEY),
    "a key in quotes": mistake(in_place("www.key", lambda key: b'"' + key.rstrip() + b'"'), NO_KEY),
    "an end within a line": mistake(in_place("www.pem", lambda pem: pem.replace(b"\n-----END", b"-----END")), UNUSABLE),
    "blanks behind lines": mistake(in_place("www.pem", lambda pem: pem.replace(b"\n", b"  \n"))),
    "dashes of a word processor": mistake(in_place("www.pem", lambda pem: pem.replace(b"-----", "—".encode())), UNUSABLE),
    "what a program printed before the key": mistake(in_place("www.key", lambda key: b"Bag Attributes\n    localKeyID: 01\n" + key)),
    "the leaf twice": mistake(in_place("www.pem", lambda pem: blocks(pem)[0] + pem)),
    "certificates from elsewhere for one place": mistake(in_site("location /x { ssl_certificate x; }"), INVALID),
    "a listen for one place": mistake(in_site("location /x { listen 1; }"), INVALID),
    "two values of one setting": mistake(in_site("ssl_session_timeout 1d; ssl_session_timeout 2d;"), INVALID),
    "a switch at yes": mistake(in_site("ssl_prefer_server_ciphers yes;"), INVALID),
    "a switch in capitals": mistake(in_site("ssl_prefer_server_ciphers ON;")),
    "a way of asking clients that is none": mistake(in_site("ssl_verify_client yes;"), INVALID),
    "a time in two words": mistake(in_site("ssl_session_timeout 1 d;"), INVALID),
    "a version of TLS in small letters": mistake(edit("nginx.conf", "TLSv1.3", "tlsv1.3")),
    "a user for the sites": mistake(edit("nginx.conf", "http {", "http { user www-data;"), INVALID),
    "two users": mistake(edit("nginx.conf", "daemon off;", "daemon off; user root root; user root root;"), INVALID),
    "an include of two": mistake(in_site("include a b;"), INVALID),
    "a byte order mark before a snippet": mistake(snippet("\ufeffadd_header X y;\n"), INVALID),
    "a snippet that ends its site": mistake(snippet("}\nserver { listen 1;\n"), INVALID),
    "a brace in a word": mistake(of_a_map("a}b")),
    "a brace behind a word": mistake(of_a_map("a}")),
    "a quote in a word": mistake(of_a_map("a'b")),
    "a word behind a quote": mistake(of_a_map('"a"b'), INVALID),
    "a semicolon too many": mistake(in_site(";"), INVALID),
    "a brace for nothing": mistake(in_site("{ }"), INVALID),
    "a name of a star": mistake(edit("nginx.conf", f"server_name {HOST};", f"server_name {HOST} *;"), INVALID),
    "a name by an expression that is none": mistake(in_site("server_name ~^(www$;"), INVALID),
    "a name by an expression without one": mistake(in_site("server_name ~ ^www$;"), INVALID),
    "a star in a name": mistake(in_site("server_name w*.test;")),
    "a star in a name, of two sites": mistake(another_site("listen 1;", "listen 1; server_name w*.test;"), INVALID),
    "a listen of no address": mistake(in_site('listen "";'), INVALID),
    "an address with a scheme": mistake(in_site("listen https://127.0.0.1:444;"), INVALID),
    "a comma in a listen": mistake(edit("nginx.conf", "ssl ;", "ssl, http2;"), INVALID),
    "a directive that is misspelt": mistake(edit("nginx.conf", "return 200;", "retrun 200;"), unknown=OF_MODULES),
}  # fmt: skip
