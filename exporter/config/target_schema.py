"""Every key of a target, and of the policy that it has."""

from dataclasses import replace

from exporter.config import field
from exporter.config.kind import Either, Many, Named, OneOrMany
from exporter.config.section import Key, Section
from exporter.model.server_config import Pair
from exporter.model.target import (
    ExpiryThresholds,
    Origin,
    Policy,
    ServerFiles,
    Target,
)

EXPIRY = Section(
    model=ExpiryThresholds,
    known={
        "warn": Key(field.DURATION, "A warning when less than this is left.", example="30d"),
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
        "interval": Key(field.INTERVAL, "Time from one probe to the next.", example="5m"),
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
            Many(item=field.REFERENCE, is_set=True),
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
            Many(item=field.REFERENCE, least=1, is_set=True),
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
OF_SEVERAL = ", or a pattern (`*`, `?`, `[…]`) of those of several servers"
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
        "nginx": Key(
            field.SERVER_PATH,
            f"The main configuration file of nginx{OF_SEVERAL}.",
            example="/etc/nginx/nginx.conf",
        ),
        "apache": Key(field.SERVER_PATH, f"The main configuration file of Apache{OF_SEVERAL}."),
        "haproxy": Key(
            OneOrMany(item=field.SERVER_PATH),
            "The configuration file of HAProxy, or the folder of several; a list where it is started with "
            "several -f, in their order.",
        ),
        "files": Key(
            Many(item=PAIR), "Certificates and keys of a server whose configuration is not read."
        ),
        "user": Key(
            field.USER,
            "The user as whom the server opens certificates and keys; where left out that of its unit of "
            "systemd (`User=`), or root, as the servers do, and unknown for `files`.",
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
            Many(item=field.REFERENCE, is_set=True),
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
            Named(name=field.LABEL_NAME, value=field.TEXT, example="team: web"),
            "Labels added to every series of the target.",
        ),
        **POLICY.known,
        "expiry": Key(replace(EXPIRY, model=None), "When the end of its certificate is near."),
    },
)
"""Keys of the policy that are left out come from `defaults`."""
