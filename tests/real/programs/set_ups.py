"""The servers that the scan is tried on: each a program with a configuration, by name."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from exporter.lab.certificates import Leaf, SentChain, ServerKey
from tests.real.programs.apache import VirtualHost, running_apache
from tests.real.programs.authority import OpenSSLAuthority
from tests.real.programs.bundled_openssl import running_bundled_openssl
from tests.real.programs.deployment import Deployment, Deployments
from tests.real.programs.gnutls import running_gnutls_serv
from tests.real.programs.haproxy import running_haproxy
from tests.real.programs.jdk import running_jdk
from tests.real.programs.nginx import Site, running_nginx
from tests.real.programs.openssl import running_s_server
from tests.real.programs.process import free_port
from tests.real.programs.templated import running_from_templates
from tests.real.programs.tlslite_ng import running_tlslite

HOST = "scanned.test"
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
GNUTLS_LEGACY = (
    "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+VERS-SSL3.0:+ARCFOUR-128:+3DES-CBC:+NULL:+MD5"
    ":+ANON-ECDH:+ANON-DH:+DHE-RSA:+RSA:%COMPAT"
)
GNUTLS_RC4 = "NONE:+VERS-TLS1.0:+ARCFOUR-128:+SHA1:+ECDHE-RSA:+CURVE-ALL:+SIGN-ALL:+COMP-NULL"
EVERY_VERSION = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
INTERMEDIATE = (
    "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
    ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
    ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;"
    " ssl_ecdh_curve X25519:prime256v1:secp384r1; ssl_prefer_server_ciphers on;"
)
"""As Mozilla recommends for general use."""
TOMCAT = "/usr/share/tomcat10/bin/bootstrap.jar"
OAKLEY_GROUP_2 = """\
-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""
"""A prime of 1024 bits (RFC 2409, section 6.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every server is started with."""

    program: Callable[[str], Path]
    folder: Path
    deployments: Deployments
    authority: OpenSSLAuthority
    rsa: Deployment
    ecdsa: Deployment


Start: TypeAlias = Callable[[Ground], AbstractContextManager[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """A server that can be started; it yields its port."""

    name: str
    configuration: str
    """What it was told, in the notation of its program."""
    start: Start


def laid_ground(program: Callable[[str], Path], folder: Path) -> Ground:
    """The ground with certificates in `folder`; both are of one host."""
    deployments = Deployments(folder)
    return Ground(
        program=program,
        folder=folder,
        deployments=deployments,
        authority=OpenSSLAuthority(program("openssl"), folder),
        rsa=deployments.deploy(HOST, SentChain(leaf=Leaf(key=ServerKey.RSA_2048))),
        ecdsa=deployments.deploy(HOST),
    )


def s_server(name: str, *options: str) -> SetUp:
    """OpenSSL's test server with an RSA key."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        return running_s_server(ground.program("openssl"), ground.folder, ground.rsa, *options)

    return SetUp(name=name, configuration=" ".join(options), start=start)


def s_server_with_weak_dh(name: str) -> SetUp:
    """OpenSSL's test server that knows nothing but DHE, with a prime of 1024 bits."""
    options = ("-tls1_2", "-cipher", "DHE:!aNULL:@SECLEVEL=0")

    def start(ground: Ground) -> AbstractContextManager[int]:
        parameters = ground.folder / "oakley-group-2.pem"
        parameters.write_text(OAKLEY_GROUP_2)
        all_options = (*options, "-dhparam", parameters)
        return running_s_server(ground.program("openssl"), ground.folder, ground.rsa, *all_options)

    configuration = f"{' '.join(options)} -dhparam (RFC 2409, group 2)"
    return SetUp(name=name, configuration=configuration, start=start)


def gnutls_serv(name: str, priority: str, *, key: ServerKey) -> SetUp:
    """GnuTLS's test server."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        deployment = ground.rsa if key is ServerKey.RSA_2048 else ground.ecdsa
        binary = ground.program("gnutls-serv")
        return running_gnutls_serv(binary, ground.folder, deployment, priority)

    return SetUp(name=name, configuration=f"{priority}, {key.value}", start=start)


def nginx(name: str, directives: str, *protocols: str) -> SetUp:
    """A server block of nginx, alone on its port."""

    @contextmanager
    def start(ground: Ground) -> Iterator[int]:
        port = free_port()
        site = Site(deployment=ground.rsa, port=port, protocols=protocols, directives=directives)
        with running_nginx(ground.program("nginx"), ground.folder, (site,)):
            yield port

    configuration = f"ssl_protocols {' '.join(protocols)}; {directives}".strip()
    return SetUp(name=name, configuration=configuration, start=start)


def apache(name: str, protocols: str) -> SetUp:
    """Apache with mod_ssl and one virtual host."""

    @contextmanager
    def start(ground: Ground) -> Iterator[int]:
        port = free_port()
        host = VirtualHost(deployment=ground.rsa, port=port, server_name=HOST, protocols=protocols)
        with running_apache(ground.program("apache2"), ground.folder, (host,)):
            yield port

    return SetUp(name=name, configuration=f"SSLProtocol {protocols}", start=start)


def haproxy(name: str, options: str) -> SetUp:
    """HAProxy with options of its bind line."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        return running_haproxy(ground.program("haproxy"), ground.folder, ground.rsa, options)

    return SetUp(name=name, configuration=options, start=start)


def tlslite(name: str, weakest: str, strongest: str) -> SetUp:
    """tlslite-ng with every cipher from one version to another."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        return running_tlslite(ground.folder, ground.rsa, weakest=weakest, strongest=strongest)

    configuration = f"every cipher, {weakest} to {strongest}"
    return SetUp(name=name, configuration=configuration, start=start)


def jdk(name: str, configuration: str, *, everything: bool) -> SetUp:
    """Java's own TLS."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        java = ground.program("java")
        return running_jdk(java, ground.folder, ground.rsa, everything=everything)

    return SetUp(name=name, configuration=configuration, start=start)


def bundled_openssl(name: str) -> SetUp:
    """The OpenSSL of the package cryptography."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        return running_bundled_openssl(ground.folder, ground.ecdsa)

    return SetUp(name=name, configuration="as it is by itself, ECDSA P-256", start=start)


def caddy(template: str) -> SetUp:
    """A Caddy with a configuration of ours."""
    command = f"caddy run --adapter caddyfile --config @DIR@/{template}"
    return templated("caddy", command, template, key=ServerKey.ECDSA_P256)


def templated(
    name: str,
    command: str,
    *templates: str,
    key: ServerKey = ServerKey.RSA_2048,
    part: str = "",
    **words: str,
) -> SetUp:
    """A server with little beyond certificate and port in its configuration; `part` is a file of it."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        binary, *options = command.split()
        if part:
            ground.program(part)
        return running_from_templates(
            templates,
            [ground.program(binary), *options],
            ground.rsa if key is ServerKey.RSA_2048 else ground.ecdsa,
            words={"HOST": HOST, **words},
        )

    return SetUp(name=name, configuration=f"{templates[0]}, {key.value}", start=start)


SET_UPS = (
    s_server("openssl"),
    s_server("openssl-everything", "-min_protocol", "TLSv1", "-cipher", EVERYTHING),
    s_server("openssl-tls12", "-tls1_2"),
    s_server("openssl-tls13", "-tls1_3"),
    s_server("openssl-p256", "-groups", "P-256"),
    s_server("openssl-own-order", "-serverpref", "-groups", "P-384:X25519:P-256"),
    s_server("openssl-rsa-transport", "-tls1_2", "-cipher", "kRSA:!eNULL"),
    s_server("openssl-anonymous", "-tls1_2", "-cipher", "aNULL:!eNULL:@SECLEVEL=0"),
    s_server_with_weak_dh("openssl-weak-dh"),
    bundled_openssl("openssl-newest"),
    gnutls_serv("gnutls", "NORMAL", key=ServerKey.ECDSA_P256),
    gnutls_serv("gnutls-legacy", GNUTLS_LEGACY, key=ServerKey.RSA_2048),
    gnutls_serv("gnutls-rc4", GNUTLS_RC4, key=ServerKey.RSA_2048),
    tlslite("tlslite", "SSLv3", "TLSv1.3"),
    tlslite("tlslite-sslv3", "SSLv3", "SSLv3"),
    nginx("nginx-intermediate", INTERMEDIATE, "TLSv1.2", "TLSv1.3"),
    nginx("nginx-everything", "ssl_ciphers ALL:@SECLEVEL=0;", *EVERY_VERSION),
    nginx("nginx-tls10", "", "TLSv1"),
    nginx("nginx-tls11-tls13", "", "TLSv1.1", "TLSv1.3"),
    nginx("nginx-reject", "ssl_reject_handshake on;", "TLSv1.2", "TLSv1.3"),
    apache("apache-legacy", "-all +TLSv1 +TLSv1.1 +TLSv1.2"),
    haproxy("haproxy", "alpn h2,http/1.1"),
    haproxy("haproxy-legacy", "ssl-min-ver TLSv1.0 ciphers ALL:@SECLEVEL=0"),
    jdk("jdk", "as it is by itself", everything=False),
    jdk("jdk-everything", "every protocol and suite, none disabled", everything=True),
    templated("exim", "exim4 -C @DIR@/exim.conf -bdf -q1h", "exim.conf"),
    templated("dovecot", "dovecot -F -c @DIR@/dovecot.conf", "dovecot.conf"),
    templated(
        "lighttpd",
        "lighttpd -D -f @DIR@/lighttpd.conf",
        "lighttpd.conf",
        part="/usr/lib/lighttpd/mod_openssl.so",
        MODULE="openssl",
    ),
    templated(
        "lighttpd-gnutls",
        "lighttpd -D -f @DIR@/lighttpd.conf",
        "lighttpd.conf",
        part="/usr/lib/lighttpd/mod_gnutls.so",
        MODULE="gnutls",
    ),
    templated("h2o", "h2o -c @DIR@/h2o.yaml", "h2o.yaml"),
    templated("hitch", "hitch --config=@DIR@/hitch.conf", "hitch.conf"),
    templated("stunnel", "stunnel4 @DIR@/stunnel.conf", "stunnel.conf"),
    caddy("Caddyfile"),
    templated(
        "traefik",
        "traefik --configFile=@DIR@/traefik.yml",
        "traefik.yml",
        "traefik-certificates.yml",
    ),
    templated("node", "node @DIR@/node.js", "node.js"),
    templated(
        "uvicorn",
        "uvicorn --host 127.0.0.1 --port @PORT@ --ssl-certfile @CHAIN@ --ssl-keyfile @KEY@"
        " --app-dir @DIR@ application:app",
        "application.py",
    ),
    templated("erlang", "escript @DIR@/server.erl", "server.erl"),
    templated("mosquitto", "mosquitto -c @DIR@/mosquitto.conf", "mosquitto.conf"),
    templated(
        "tomcat",
        f"java -cp {TOMCAT}:/usr/share/tomcat10/bin/tomcat-juli.jar"
        " -Dcatalina.home=/usr/share/tomcat10 -Dcatalina.base=@DIR@"
        " org.apache.catalina.startup.Bootstrap -config @DIR@/tomcat-server.xml start",
        "tomcat-server.xml",
        part=TOMCAT,
    ),
    templated("slapd", "slapd -d 0 -f @DIR@/slapd.conf -h ldaps://127.0.0.1:@PORT@/", "slapd.conf"),
)
ODD_SET_UPS = (
    s_server("openssl-ccm8", "-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"),
    s_server("openssl-psk", "-tls1_2", "-psk", "1234", "-cipher", "PSK"),
    s_server("openssl-client-certificate", "-Verify", "1"),
    gnutls_serv("gnutls-secure256", "SECURE256", key=ServerKey.RSA_2048),
    gnutls_serv("gnutls-dhe", "NORMAL:-KX-ALL:+DHE-RSA:-VERS-TLS1.3", key=ServerKey.RSA_2048),
    gnutls_serv(
        "gnutls-x448",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:+GROUP-X448",
        key=ServerKey.ECDSA_P256,
    ),
    haproxy("haproxy-strict-sni", "strict-sni"),
)
"""Those beside that answer in ways of their own; no other scanner is shown them."""
