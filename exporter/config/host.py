"""Where a target is, as people write it: a host or IP address, its port, a URL."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

import idna

from exporter.config.wording import shown

# Underscores are no part of a host name (RFC 952), yet DNS and private networks have them.
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")
BRACKETED = re.compile(r"\[([^]]*)\](?::(.*))?", re.DOTALL)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
PORT = re.compile(r"[0-9]{1,5}")
BLOCK = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
LONGEST = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAndPort:
    """A host (A-labels, or an IP address without brackets) and the port written with it."""

    host: str
    port: int | None = None

    def at(self, port: int) -> str:
        """HOST:PORT as in a URL, with `port` where none was written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port or port}"


def authority(text: str) -> HostAndPort:
    """The host and port that `text` names."""
    host, port = split_port(without_scheme(text))
    return HostAndPort(host=canonical_host(host), port=port)


def without_scheme(text: str) -> str:
    """`text` without https:// before and a path behind."""
    if "@" in text:  # not repeated here: it may be followed by nothing less than a password
        raise ValueError("the host has a user name in front; leave that out")
    scheme, separator, rest = text.partition("://")
    if separator and scheme.lower() != "https":
        raise ValueError(f"{shown(text)} is not https; write https://HOST, or HOST:PORT")
    if "/" in text and not separator:
        if BLOCK.fullmatch(text):
            raise ValueError(f"{shown(text)} is a network; name one host, or one address of it")
        raise ValueError(f"{shown(text)} holds a path; write the host alone, or https://HOST/…")
    return re.split(r"[/?#]", rest, maxsplit=1)[0] if separator else text


def split_port(text: str) -> tuple[str, int | None]:
    """A host and the port behind it, if any; IPv6 addresses stand in brackets before a port."""
    if bracketed := BRACKETED.fullmatch(text):
        return ip_text(bracketed[1]), None if bracketed[2] is None else port_number(bracketed[2])
    host, colon, port = text.partition(":")
    if ":" in port:
        return text, None
    return host, port_number(port) if colon else None


def port_number(text: str) -> int:
    """The port that `text` spells."""
    port = int(text) if PORT.fullmatch(text) else 0
    if not 1 <= port <= 65535:
        raise ValueError(f"{shown(text)} is no port; use a port from 1 to 65535")
    return port


def canonical_host(text: str) -> str:
    """A host name in A-labels, lower case, without the final dot; or a canonical IP address."""
    if len(text.removesuffix(".")) > LONGEST:
        raise ValueError(f"{shown(text)} has more than {LONGEST} characters; correct the host name")
    name = a_labels(text).lower().removesuffix(".")
    if name.count(":") == 1:
        raise ValueError(f"{shown(text)} has a port behind it; write the host alone")
    if ":" in name or NUMBER.fullmatch(name.rpartition(".")[2]):
        return ip_text(name)
    check_name(name, text)
    return name


def a_labels(text: str) -> str:
    """`text` with its international labels encoded (UTS 46, then IDNA 2008)."""
    if text.isascii():
        return text
    try:
        return idna.encode(text, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{shown(text)} is not a host name: {error}; correct it") from error


def check_name(name: str, text: str) -> None:
    """Refuses what no host can be called."""
    if not name:
        raise ValueError("the host is empty; write a host name or an IP address")
    if "*" in name:
        raise ValueError(f"{shown(text)} is a wildcard; name one host that it covers")
    if not NAME.fullmatch(name):
        raise ValueError(
            f"{shown(text)} is not a host name; use labels of 1 to 63 letters, digits and inner "
            "hyphens with dots between"
        )


def ip_text(text: str) -> str:
    """The canonical text of an IP address."""
    if "%" in text:
        raise ValueError(f"{shown(text)} names an interface; use an address without %")
    if text.count(":") == 1:
        raise ValueError(f"{shown(text)} has a port behind it; write the address alone")
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(
            f"{shown(text)} is not an IP address; write one like 203.0.113.10 or 2001:db8::10"
        ) from None
