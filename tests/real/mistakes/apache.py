"""Mistakes in Apache's configuration and its files."""

import re
from collections.abc import Mapping
from pathlib import Path

from tests.real.mistakes.mistake import (
    OF_ANY_SIZE,
    OF_ENVIRONMENT,
    OF_MODULES,
    OF_OPENSSL,
    Mistake,
    mistake,
)
from tests.real.programs.apache import CONFIGURATION, HOST, MODULES
from tests.real.programs.file_mistakes import HOST as NAME
from tests.real.programs.file_mistakes import (
    P_192,
    Change,
    as_folder,
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

MISSING, UNUSABLE = "server_config_file_missing", "server_config_file_unusable"
MISMATCH, NO_KEY, INVALID = "private_key_mismatch", "private_key_unusable", "server_config_invalid"
CONFIG = "apache.conf"
KEY_LINE = "SSLCertificateKeyFile"
VERSIONS = "-all +TLSv1.2 +TLSv1.3"
SPKI = ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
ONLY_AT_START = "`apachectl configtest` says that the syntax is right, as it prepares no TLS; a start ends with it."


def configured(folder: Path, port: int) -> Path:
    """Apache's configuration for the pair that lies in the folder."""
    host = HOST.format(
        port=port,
        server_name=NAME,
        chain_file=folder / "www.pem",
        key_file=folder / "www.key",
        protocols=VERSIONS,
    )
    config = folder / CONFIG
    listens_at = f"Listen 127.0.0.1:{port}"
    config.write_text(
        CONFIGURATION.format(folder=folder, modules=MODULES, listens=listens_at, hosts=host)
    )
    return config


def another_host(address: str) -> Change:
    """A virtual host more."""
    return edit(CONFIG, "<VirtualHost", f"<VirtualHost {address}>\n</VirtualHost>\n<VirtualHost")


def one_file(folder: Path) -> None:
    """The key in the certificate's file, which alone is named."""
    both = (folder / "www.pem").read_bytes() + (folder / "www.key").read_bytes()
    (folder / "www.pem").write_bytes(both)
    (folder / "www.pem").chmod(0o600)
    edit(CONFIG, KEY_LINE, "#")(folder)


def by_protocol(folder: Path) -> None:
    """No SSLEngine, as the protocol of the Listen says it."""
    edit(CONFIG, "SSLEngine on", "")(folder)
    text = (folder / CONFIG).read_text()
    (folder / CONFIG).write_text(re.sub(r"^(Listen .*)$", r"\1 https", text, flags=re.MULTILINE))


def managed(folder: Path) -> None:
    """The pair is that of a domain (mod_md), and the virtual host names none."""
    for word in ("SSLCertificateFile", "SSLCertificateKeyFile"):
        edit(CONFIG, word, f"# {word}")(folder)
    files = "MDCertificateFile www.pem\nMDCertificateKeyFile www.key"
    domain = f"<MDomainSet {NAME}>\n{files}\n</MDomainSet>\n<VirtualHost"
    edit(CONFIG, "<VirtualHost", f"LoadModule md_module {MODULES}/mod_md.so\n{domain}")(folder)


MISTAKES: Mapping[str, Mistake] = {
    "nothing": mistake(lambda _: None),
    "a certificate for some requests": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\n<If true>\nSSLCertificateFile www.pem\n</If>"), INVALID),
    "sections without arguments": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\n<Location /x>\n<RequireAll>\nRequire all granted\n</RequireAll>\n</Location>\n<If true>\n</If>\n<Else>\n</Else>")),
    "TLS by the protocol of a Listen": mistake(by_protocol),
    "a domain that Apache gets certificates for": mistake(managed, apart="The files are those of the domain, and `openssl` is not told which."),
    "a variable that is set nowhere": mistake(edit(CONFIG, "www.pem", "${CERTIFICATE}"), unknown=OF_ENVIRONMENT),
    "an open section": mistake(edit(CONFIG, "</VirtualHost>", ""), INVALID),
    "another section's end": mistake(edit(CONFIG, "</VirtualHost>", "</Directory>"), INVALID),
    "a bracket too few": mistake(edit(CONFIG, "</VirtualHost>", "</VirtualHost"), INVALID),
    "an include of nothing": mistake(edit(CONFIG, "SSLEngine", "Include no.conf\nSSLEngine"), INVALID),
    "a pattern of nothing": mistake(edit(CONFIG, "SSLEngine", "Include no*\nSSLEngine"), INVALID),
    "mod_ssl is not enabled": mistake(edit(CONFIG, "LoadModule ssl", "#"), INVALID),
    "a macro without mod_macro": mistake(edit(CONFIG, "SSLEngine", "Use X\nSSLEngine"), INVALID),
    "a value that is none": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine yes"), INVALID),
    "a file without a name": mistake(edit(CONFIG, f"{KEY_LINE} ", f"{KEY_LINE} #"), MISSING),
    "a wildcard as the name": mistake(edit(CONFIG, f"ServerName {NAME}", "ServerName *.test"), INVALID),
    "a Listen without a port": mistake(edit(CONFIG, "Listen ", "Listen localhost\nListen "), INVALID),
    "two of a Listen": mistake(edit(CONFIG, "Listen ", "Listen 127.0.0.1:1\nListen 127.0.0.1:1\nListen "), INVALID),
    "no certificate named": mistake(edit(CONFIG, "SSLCertificateFile ", "#"), INVALID, unnoticed=ONLY_AT_START),
    "no key named": mistake(edit(CONFIG, KEY_LINE, "#"), NO_KEY, unnoticed=ONLY_AT_START),
    "no certificate": mistake(gone("www.pem"), MISSING),
    "no key": mistake(gone("www.key"), MISSING),
    "a folder": mistake(as_folder, MISSING),
    "an empty file": mistake(written("www.pem", b""), UNUSABLE),
    "an empty key": mistake(written("www.key", b""), NO_KEY),
    "a web page": mistake(written("www.pem", b"<!doctype html>"), UNUSABLE, unnoticed=ONLY_AT_START),
    "the certificate in both": mistake(copied("www.pem", "www.key"), NO_KEY, unnoticed=ONLY_AT_START),
    "the intermediate first": mistake(in_place("www.pem", turned), MISMATCH, "server_config_leaf_not_first", unnoticed=ONLY_AT_START),
    "another key": mistake(by_openssl("www.key", *SPKI), MISMATCH, unnoticed=ONLY_AT_START),
    "a damaged key": mistake(in_place("www.key", lambda key: key.replace(b"M", b"A")), NO_KEY, unnoticed=ONLY_AT_START),
    "one file for both": mistake(one_file),
    "links": mistake(linked),
    "lines of Windows": mistake(in_place(CONFIG, lambda text: text.replace(b"\n", b"\r\n"))),
    "the name of another site": mistake(edit(CONFIG, f"ServerName {NAME}", "ServerName elsewhere.test"), "server_config_name_missing"),
    "a key for everybody": mistake(lambda folder: (folder / "www.key").chmod(0o644), "permissions_key_exposed"),
    "two names in one ServerName": mistake(edit(CONFIG, f"ServerName {NAME}", f"ServerName {NAME} b.test"), INVALID),
    "a Listen in a virtual host": mistake(edit(CONFIG, "SSLEngine", "Listen 1\nSSLEngine"), INVALID),
    "a user in a virtual host": mistake(edit(CONFIG, "SSLEngine", "User www-data\nSSLEngine"), INVALID),
    "a virtual host at an impossible port": mistake(another_host("*:70000"), INVALID),
    "a version of TLS that is none": mistake(edit(CONFIG, "+TLSv1.3", "+TLSv1.4"), INVALID),
    "SSLv2 switched off": mistake(edit(CONFIG, "+TLSv1.3", "+TLSv1.3 -SSLv2")),
    "a dialog for passphrases that is none": mistake(edit(CONFIG, "<VirtualHost", "SSLPassPhraseDialog ask\n<VirtualHost"), INVALID),
    "a dialog for passphrases in a virtual host": mistake(edit(CONFIG, "SSLEngine", "SSLPassPhraseDialog builtin\nSSLEngine"), INVALID),
    "a program for passphrases": mistake(edit(CONFIG, "<VirtualHost", "SSLPassPhraseDialog exec:/bin/true\n<VirtualHost")),
    "an Error": mistake(edit(CONFIG, "<VirtualHost", 'Error "stop"\n<VirtualHost'), INVALID),
    "an Error of another version": mistake(edit(CONFIG, "<VirtualHost", '<IfVersion ~ ^2\\.[0-3]\\.>\nError "stop"\n</IfVersion>\n<VirtualHost')),
    "an Error of this version": mistake(edit(CONFIG, "<VirtualHost", '<IfVersion /^2\\.4/>\nError "stop"\n</IfVersion>\n<VirtualHost'), INVALID),
    "a user that there is not": mistake(edit(CONFIG, "<VirtualHost", "User nobdoy\n<VirtualHost"), INVALID),
    "a group that there is not": mistake(edit(CONFIG, "<VirtualHost", "Group nobdoy\n<VirtualHost"), INVALID),
    "a user by its number": mistake(edit(CONFIG, "<VirtualHost", "User #65534\n<VirtualHost")),
    "no version of TLS": mistake(edit(CONFIG, VERSIONS, "-all"), INVALID, unnoticed=ONLY_AT_START),
    "every version of TLS taken away": mistake(edit(CONFIG, VERSIONS, "all -TLSv1 -TLSv1.1 -TLSv1.2 -TLSv1.3"), INVALID, unnoticed=ONLY_AT_START),
    "the only version of TLS taken away by a second directive": mistake(edit(CONFIG, VERSIONS, "TLSv1.2\nSSLProtocol -TLSv1.3"), INVALID, unnoticed=ONLY_AT_START),
    "no version of TLS for the server, beside that of its host": mistake(edit(CONFIG, "<VirtualHost", "SSLProtocol -all\n<VirtualHost")),
    "no version of TLS for servers behind": mistake(edit(CONFIG, "SSLEngine", "SSLProxyEngine on\nSSLProxyProtocol -all\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "SSL 2.0": mistake(edit(CONFIG, VERSIONS, "SSLv2"), INVALID),
    "SSL 2.0 taken away": mistake(edit(CONFIG, VERSIONS, "all -SSLv2 -SSLv3")),
    "SSL 3.0 alone": mistake(edit(CONFIG, VERSIONS, "SSLv3"), unknown=OF_OPENSSL),
    "stapling without a cache": mistake(edit(CONFIG, "SSLEngine", "SSLUseStapling on\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "stapling with a cache": mistake(edit(CONFIG, "<VirtualHost", f"LoadModule socache_shmcb_module {MODULES}/mod_socache_shmcb.so\nSSLStaplingCache shmcb:staples(32768)\nSSLUseStapling on\n<VirtualHost")),
    "a key on P-192 at security level 0": mistake(with_key(P_192)),
    "a key on P-192": mistake(lambda folder: (with_key(P_192)(folder), edit(CONFIG, "SSLEngine", "SSLCipherSuite DEFAULT\nSSLEngine")(folder)), NO_KEY, unnoticed=ONLY_AT_START, apart=OF_ANY_SIZE),
    "a cipher that is none": mistake(edit(CONFIG, "DEFAULT@SECLEVEL=0", "HIHG"), INVALID, unnoticed=ONLY_AT_START),
    "a cipher that is none beside one that is": mistake(edit(CONFIG, "DEFAULT@SECLEVEL=0", "HIHG:ECDHE+AESGCM:!aNULL")),
    "a curve that is none": mistake(edit(CONFIG, "SSLEngine", "SSLOpenSSLConfCmd Curves X25519:secp265r1\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "curves by several names": mistake(edit(CONFIG, "SSLEngine", "SSLOpenSSLConfCmd Groups X25519:secp384r1:P-256\nSSLEngine")),
    "a suite of TLS 1.3 that is none": mistake(edit(CONFIG, "SSLEngine", "SSLCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA265\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "a suite of TLS 1.3 that is none by a command": mistake(edit(CONFIG, "SSLEngine", "SSLOpenSSLConfCmd Ciphersuites TLS_NONE\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "a suite of TLS 1.3 that is none beside one that is": mistake(edit(CONFIG, "SSLEngine", "SSLCipherSuite TLSv1.3 TLS_NONE:TLS_AES_128_GCM_SHA256\nSSLEngine")),
    "a cipher that is none for servers behind": mistake(edit(CONFIG, "SSLEngine", "SSLProxyEngine on\nSSLProxyCipherSuite HIHG\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "a cipher that is none for servers behind, to which no TLS is spoken": mistake(edit(CONFIG, "SSLEngine", "SSLProxyCipherSuite HIHG\nSSLEngine")),
    "a cipher that is none for the server, whose host has another": mistake(lambda folder: (edit(CONFIG, "DEFAULT@SECLEVEL=0", "HIHG")(folder), edit(CONFIG, "SSLEngine", "SSLCipherSuite HIGH\nSSLEngine")(folder))),
    "a cipher that is none before one that is": mistake(edit(CONFIG, "SSLEngine", "SSLCipherSuite HIHG\nSSLCipherSuite HIGH\nSSLEngine")),
    "a group that is none for the server, beside that of its host": mistake(edit(CONFIG, "<VirtualHost", "SSLOpenSSLConfCmd Groups nope\n<VirtualHost"), INVALID, unnoticed=ONLY_AT_START),
    "no file with certificates of clients, for the server": mistake(edit(CONFIG, "<VirtualHost", "SSLCACertificateFile no.pem\n<VirtualHost"), INVALID),
    "no file with certificates of clients": mistake(edit(CONFIG, "SSLEngine", "SSLCACertificateFile no.pem\nSSLEngine"), INVALID),
    "a key for certificates of clients": mistake(edit(CONFIG, "SSLEngine", "SSLCACertificateFile www.key\nSSLEngine"), INVALID, unnoticed=ONLY_AT_START),
    "certificates of clients": mistake(edit(CONFIG, "SSLEngine", "SSLCACertificateFile www.pem\nSSLEngine")),
    "no folder with certificates of clients": mistake(edit(CONFIG, "SSLEngine", "SSLCACertificatePath no\nSSLEngine"), INVALID),
    "no list of revoked certificates": mistake(edit(CONFIG, "SSLEngine", "SSLCARevocationFile no.pem\nSSLEngine"), INVALID),
    "no parameters of Diffie-Hellman": mistake(edit(CONFIG, "SSLEngine", "SSLOpenSSLConfCmd DHParameters no.pem\nSSLEngine"), INVALID),
    "a byte order mark before the configuration": mistake(in_place(CONFIG, lambda text: b"\xef\xbb\xbf" + text), INVALID),
    "lines of old Macs": mistake(in_place("www.pem", lambda pem: pem.replace(b"\n", b"\r")), UNUSABLE, unnoticed=ONLY_AT_START),
    "a key in DER": mistake(by_openssl("www.key", "pkey", "-in", "www.key", "-outform", "DER"), apart="Apache reads keys in DER as well; `openssl` is asked for PEM."),
    "a key that is indented": mistake(in_place("www.key", lambda key: key.replace(b"-----BEGIN", b"  -----BEGIN").replace(b"-----END", b"  -----END")), apart="Apache finds such keys all the same."),
    "an archive that was cleared away": mistake(dangling, MISSING),
    "a folder's name for a file": mistake(edit(CONFIG, "www.pem", "www.pem/"), MISSING, apart="`openssl` is given the name of the file itself."),
    "a switch at yes": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLHonorCipherOrder yes"), INVALID),
    "a switch in capitals": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLHonorCipherOrder ON")),
    "a way of asking clients that is none": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLVerifyClient yes"), INVALID),
    "ciphers in two words": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLCipherSuite HIGH MEDIUM"), INVALID),
    "two signs of a version": mistake(edit(CONFIG, "+TLSv1.3", "+-TLSv1.3"), INVALID),
    "a cache of sessions in a virtual host": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLSessionCache none"), INVALID),
    "a name at an impossible port": mistake(edit(CONFIG, f"ServerName {NAME}", f"ServerName {NAME}:70000"), INVALID),
    "a virtual host at port 0": mistake(another_host("*:0"), INVALID),
    "an include of two": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nInclude /dev/null /dev/null"), INVALID),
    "a value without a name": mistake(edit(CONFIG, "<VirtualHost", "Define\n<VirtualHost"), INVALID),
    "a virtual host in a folder's section": mistake(edit(CONFIG, "<VirtualHost", "<Directory />\n<VirtualHost *:1>\n</VirtualHost>\n</Directory>\n<VirtualHost"), INVALID),
    "no certificate towards servers": mistake(edit(CONFIG, "SSLEngine on", "SSLEngine on\nSSLProxyMachineCertificateFile /no.pem"), INVALID),
    "a directive that is misspelt": mistake(edit(CONFIG, "SSLEngine", "SSLEgnine on\nSSLEngine"), unknown=OF_MODULES),
}  # fmt: skip
