"""Every key of a configuration, with its kind of value and its meaning; the model has the defaults."""

from dataclasses import replace

from exporter.config import field
from exporter.config.kind import Either, JsonSchema, Many, Named
from exporter.config.section import Key, Section
from exporter.model.inventory import Authorization, BasicAuth, ClientTls, Inventory
from exporter.model.relabel_rule import RelabelRule
from exporter.model.server_config import Pair
from exporter.model.settings import (
    FileDiscovery,
    HttpDiscovery,
    Limits,
    ResolverSettings,
    ServerDiscovery,
    Settings,
    Source,
    TrustAnchors,
)
from exporter.model.target import (
    ExpiryThresholds,
    Fetch,
    Origin,
    Policy,
    ServerFiles,
    Target,
)

EXPIRY = Section(
    model=ExpiryThresholds,
    known={
        "warn": Key(field.DURATION, "A warning when less than this is left."),
        "critical": Key(field.DURATION, "An error when less than this is left."),
        "warn_lifetime_ratio": Key(
            field.RATIO,
            "A warning when less than this share of the certificate's lifetime is left.",
        ),
        "critical_lifetime_ratio": Key(
            field.RATIO, "An error when less than this share of the certificate's lifetime is left."
        ),
    },
)
POLICY = Section(
    model=Policy,
    known={
        "interval": Key(field.INTERVAL, "Time from one probe to the next."),
        "timeout": Key(
            field.TIMEOUT, "Deadline for all network work of one probe; at most the interval."
        ),
        "scan_interval": Key(
            field.DURATION, "Time from one scan of an address to the next; 0s means never."
        ),
        "scan_pace": Key(
            field.DURATION,
            "Least time between two connections of a scan to one address; 0s means at one go, in the "
            "course of a probe.",
        ),
        "trust": Key(
            Many(item=field.NAME, is_set=True),
            "Trust stores that must each accept the chain; [] for none.",
        ),
        "clients": Key(
            Many(item=field.CLIENT_NAME, is_set=True),
            "Clients that must get through; the common ones of docs/clients.md where left "
            "out, [] for none.",
        ),
        "expiry": Key(
            EXPIRY,
            "When a certificate's end is near: less than the smaller of a time and a share "
            "is left.",
        ),
        "minimum_protocol": Key(
            field.PROTOCOL, "The weakest protocol version that may be enabled."
        ),
        "max_addresses": Key(
            field.COUNT, "Addresses probed per target; those beyond are left out."
        ),
        "resolvers": Key(
            Many(item=field.NAME, least=1, is_set=True),
            "Names of the resolvers that are asked, in their order; all that are configured where left out.",
        ),
        "address_family": Key(
            field.ADDRESS_FAMILY, "Kind of the addresses that are probed, of those that DNS gives."
        ),
        "address_label": Key(
            field.ADDRESS_LABEL,
            "What series carry in `address`: the address, its family with the worst over the addresses, or "
            "nothing; auto is the address until a day has shown more than max_addresses.",
        ),
        "proxy_protocol": Key(
            field.PROXY_PROTOCOL, "Header of the PROXY protocol that is sent before anything else."
        ),
        "alpn": Key(
            Many(item=field.ALPN),
            "Protocols that are offered by ALPN, [] for none; where left out h2 and http/1.1, but on "
            "ports of other protocols (465, 636, 993 …) none.",
        ),
        "publish": Key(
            Many(item=field.SERIES_GROUP, least=1, is_set=True),
            "Groups of series that are published; `core` has what alerts need, and must be there.",
        ),
    },
)
PAIR = Section(
    model=Pair,
    known={
        "certificate": Key(
            field.SERVER_PATH,
            "PEM file with the certificate, those that follow it behind it.",
            example="/etc/ssl/www.crt",
            is_required=True,
        ),
        "key": Key(field.SERVER_PATH, "PEM file with the private key; it may be the same."),
        "chain": Key(
            field.SERVER_PATH, "PEM file with the other certificates, where it is another one."
        ),
        "passphrases": Key(
            field.SERVER_PATH, "File with passphrases for the key, one a line, if it is encrypted."
        ),
    },
)
SERVER = Section(
    model=ServerFiles,
    known={
        "nginx": Key(field.SERVER_PATH, "The main configuration file of nginx."),
        "apache": Key(field.SERVER_PATH, "The main configuration file of Apache."),
        "haproxy": Key(
            field.SERVER_PATH, "The configuration file of HAProxy, or the folder of several."
        ),
        "files": Key(
            Many(item=PAIR), "Certificates and keys of a server whose configuration is not read."
        ),
        "user": Key(
            field.USER,
            "The user as whom the server opens certificates and keys; root where left out, as the "
            "servers do, and unknown for `files`.",
        ),
        "root": Key(
            field.SERVER_PATH, "Where the file system of the server is mounted; / where left out."
        ),
    },
)
ORIGIN = Section(
    model=Origin,
    known={
        "address": Key(field.ADDRESS, "Its IP address.", example="198.51.100.7", is_required=True),
        "port": Key(field.PORT, "Its TCP port; the target's where left out."),
        "trust": Key(
            Many(item=field.NAME, is_set=True),
            "Trust stores that must each accept its chain, such as that of a CDN's own CA; the target's where left out.",
        ),
        "clients": Key(
            Many(item=field.CLIENT_NAME, is_set=True),
            "Clients that must get through to it, [] for none; the target's where left out.",
        ),
    },
)
TARGET = Section(
    model=Target,
    known={
        "host": Key(
            field.AUTHORITY,
            "HOST, HOST:PORT, an IP address, [IPv6]:PORT or https://HOST[:PORT]/…",
            example="www.example.com",
            is_required=True,
        ),
        "port": Key(field.PORT, "TCP port; it may stand in `host` instead."),
        "name": Key(field.NAME, "Unique name, the label `target`; HOST:PORT where left out."),
        "server_name": Key(
            field.SERVER_NAME,
            "Name that is sent (SNI) and that the certificate must cover; the host where left out.",
        ),
        "addresses": Key(
            Many(item=field.ADDRESS), "IP addresses to connect to instead of those that DNS gives."
        ),
        "origins": Key(
            Many(item=Either(value=field.ADDRESS, section=ORIGIN, key="address")),
            "Probed as well, by IP address: the origins behind a WAF or CDN, each with a port, trust stores and "
            "clients of its own where it has those.",
        ),
        "expected_ips": Key(
            Many(item=field.NETWORK),
            "Addresses and networks that the DNS answers must stay within.",
        ),
        "server": Key(
            SERVER,
            "The server's own files, for steps 2, 7 and 9, where the exporter can read them.",
        ),
        "labels": Key(
            Named(name=field.LABEL_NAME, value=field.TEXT),
            "Labels added to every series of the target.",
        ),
        **POLICY.known,
        "expiry": Key(replace(EXPIRY, model=None), "When the end of its certificate is near."),
    },
)
"""Keys of the policy that are left out come from `defaults`."""
LIMITS = Section(
    model=Limits,
    known={
        "concurrency": Key(
            field.COUNT,
            "Addresses visited at the same time, all targets together; and lookups at one resolver.",
        ),
        "per_host_concurrency": Key(field.COUNT, "Visits of one address at the same time."),
        "connections_per_second": Key(
            field.RATE, "New connections in a second, all targets together."
        ),
    },
)
RESOLVER = Section(
    model=ResolverSettings,
    known={
        "name": Key(
            field.NAME,
            "Unique name, the label `resolver`; `system` is the machine's own resolver.",
            example="system",
            is_required=True,
        ),
        "authoritative": Key(
            field.FLAG, "`true` asks the zone's own name servers, which the delegation leads to."
        ),
        "root_servers": Key(
            Many(item=field.NAME_SERVER, least=1),
            "ADDRESS[:PORT] of the name servers at which the delegation begins; the root's where left out.",
        ),
        "address": Key(
            field.RESOLVER_ADDRESS,
            "ADDRESS[:PORT] asked over UDP and TCP, tls://ADDRESS[:PORT], or https://HOST/PATH; none for `system`.",
        ),
    },
)
TRUST_STORE = Section(
    model=TrustAnchors,
    known={
        "bundle": Key(
            field.BUNDLE, "Roots that the machine has: `certifi` Mozilla's, `system` its own."
        ),
        "file": Key(
            field.FILE_NAME,
            "PEM or DER file, or a folder of such files, relative to the folder of the configuration.",
        ),
        "files": Key(
            Many(item=field.FILE_NAME, least=1, is_set=True),
            "Several files and folders, whose certificates are one store.",
        ),
        "profile": Key(
            field.PROFILE,
            "How strict it is: `web` (usual with `bundle: certifi`) asks what browsers ask of public "
            "certificates, `private` (usual else) what OpenSSL asks.",
        ),
    },
    constraint={"anyOf": [{"required": [source]} for source in ("bundle", "file", "files")]},
)
RELABEL = Section(
    model=RelabelRule,
    known={
        "action": Key(field.RELABEL_ACTION, "What the rule does, in Prometheus' words."),
        "source_labels": Key(
            Many(item=field.ANY_LABEL_NAME),
            "Labels whose values, joined, are the value of the rule.",
        ),
        "separator": Key(field.TEXT, "What stands between joined values."),
        "regex": Key(
            field.EXPRESSION,
            "Expression in RE2's syntax that the whole value must match, or the whole name of a label.",
        ),
        "target_label": Key(
            field.TEXT, "Label that is set, or compared; for `replace` with references such as $1."
        ),
        "replacement": Key(field.TEXT, "What the label is set to, with references such as $1."),
        "modulus": Key(field.MODULUS, "Number of the parts for `hashmod`."),
    },
)
SOURCE = Section(
    model=Source,
    known={
        "refresh_interval": Key(field.INTERVAL, "Time from one look at it to the next."),
        "relabel_configs": Key(
            Many(item=RELABEL),
            "Rules that change the labels of each target that is found, one after the other, or drop it.",
        ),
    },
)
"""What every source of targets has."""
FILE_DISCOVERY = Section(
    model=FileDiscovery,
    known={
        "files": Key(
            Many(item=field.FILE_PATTERN, least=1),
            "Paths or glob patterns, relative to the folder of the configuration.",
            example='["targets/*.yml"]',
            is_required=True,
        ),
        **SOURCE.known,
    },
)
INVENTORY = Section(
    model=Inventory,
    known={
        "url": Key(
            field.INVENTORY_ADDRESS,
            "Where it is asked; the URL is shown in metrics and on pages, so that secrets belong elsewhere.",
            example="https://inventory.example.com/targets",
            is_required=True,
        ),
        "basic_auth": Key(
            Section(
                model=BasicAuth,
                known={
                    "username": Key(field.TEXT, "The user.", example="exporter", is_required=True),
                    "password": Key(field.SECRET, "The password."),
                    "password_file": Key(
                        field.FILE_NAME, "File with the password, which is read each time."
                    ),
                },
            ),
            "User and password.",
        ),
        "authorization": Key(
            Section(
                model=Authorization,
                known={
                    "type": Key(field.TEXT, "What the credentials are."),
                    "credentials": Key(field.SECRET, "What proves who asks, such as a token."),
                    "credentials_file": Key(
                        field.FILE_NAME, "File with the credentials, which is read each time."
                    ),
                },
            ),
            "The header Authorization.",
        ),
        "tls_config": Key(
            Section(
                model=ClientTls,
                known={
                    "ca_file": Key(
                        field.FILE_NAME,
                        "PEM file of the CAs that are trusted; those of the machine where left out.",
                    ),
                    "cert_file": Key(field.FILE_NAME, "PEM file with our certificate."),
                    "key_file": Key(field.FILE_NAME, "PEM file with the key of it."),
                    "server_name": Key(
                        field.SERVER_NAME,
                        "Name that the certificate must have; the host of the URL where left out.",
                    ),
                    "insecure_skip_verify": Key(
                        field.FLAG, "`true` takes any certificate, and so any answer."
                    ),
                },
            ),
            "How the connection is secured.",
        ),
    },
)
HTTP_DISCOVERY = Section(model=HttpDiscovery, known={**INVENTORY.known, **SOURCE.known})
SERVER_DISCOVERY = Section(
    model=ServerDiscovery,
    known={
        **{name: key for name, key in SERVER.known.items() if name != "files"},
        **SOURCE.known,
    },
)
DISCOVERY = Section(
    known={
        "file_sd": Key(Many(item=FILE_DISCOVERY), "Files in the format of Prometheus file_sd."),
        "http_sd": Key(
            Many(item=HTTP_DISCOVERY),
            "Inventories that list targets over HTTP, in the format of Prometheus http_sd.",
        ),
        "server_files": Key(
            Many(item=SERVER_DISCOVERY),
            "Configurations of web servers: each name of a TLS site becomes a target.",
        ),
    },
)
FETCH = Section(
    model=Fetch,
    known={
        "aia": Key(
            field.FLAG, "Issuers that a server does not send, from where its certificates say."
        ),
        "ocsp": Key(
            field.FLAG, "Answers of the CA on each certificate of the path: whether it is revoked."
        ),
        "crl": Key(field.FLAG, "Lists of the CA's revoked certificates."),
        "ari": Key(
            field.FLAG,
            "ACME renewal information: when the CA would have the server's certificate renewed.",
        ),
        "ari_directory": Key(
            field.WEB_ADDRESS,
            "ACME directory to ask about certificates of CAs whose own is not known, such as private ones.",
        ),
        "allow_private_addresses": Key(
            field.FLAG,
            "Whether documents may be fetched from addresses that are not on the internet, as those of "
            "a private CA are.",
        ),
        "timeout": Key(field.TIMEOUT, "Deadline for one document, lookups and redirects included."),
        "max_bytes": Key(field.SIZE, "Size of one document at most."),
    },
)
CONFIGURATION = Section(
    model=Settings,
    known={
        "defaults": Key(POLICY, "Values for every target that has none of its own."),
        "limits": Key(LIMITS, "How much network work goes on at once."),
        "deny_addresses": Key(
            Many(item=field.NETWORK),
            "Addresses and networks that are never probed when DNS names them, unless `expected_ips` "
            "covers them; where left out: unspecified, loopback and link-local ones.",
        ),
        "fetch": Key(
            FETCH,
            "Which documents are fetched that certificates name; none where left out, as strangers "
            "choose those addresses.",
        ),
        "resolvers": Key(
            Many(item=RESOLVER, least=1),
            "Resolvers that there are to ask for the addresses of targets; the machine's own where left out.",
        ),
        "trust_stores": Key(
            Named(name=field.NAME, value=TRUST_STORE),
            "Sets of root certificates by name; `mozilla` is built in.",
        ),
        "ct_log_list": Key(
            field.FILE_NAME,
            "List of transparency logs in JSON, as Google publishes it (log_list.json), relative to the "
            "folder of the configuration; without one, timestamps are counted only.",
        ),
        "targets": Key(
            Many(item=TARGET), "The deployments to watch.", example="[{host: www.example.com}]"
        ),
        "discovery": Key(DISCOVERY, "Where targets come from beside the list `targets`."),
    },
)


def json_schema() -> JsonSchema:
    """The JSON Schema (draft 2020-12) of what is accepted."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tls-exporter",
        **CONFIGURATION.schema(),
        "description": "The configuration of tls-exporter.",
    }
