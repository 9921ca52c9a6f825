"""Which software keeps the old answer of a resolver, as far as its address or its own word tells."""

import re
from ipaddress import ip_address

from exporter.model.address import is_address
from exporter.model.dns import Answer

OF_ADDRESS = {
    "127.0.0.53": "systemd-resolved",
    "127.0.0.54": "systemd-resolved",
    "127.0.1.1": "NetworkManager",
}
"""Where resolvers of the machine itself listen by default."""
OF_WORD = (
    (re.compile("dnsmasq"), "dnsmasq"),
    (re.compile("unbound"), "unbound"),
    (re.compile("PowerDNS Recursor"), "PowerDNS"),
    (re.compile(r"(BIND )?9\.\d"), "BIND"),
)
"""What they answer to the question for their version."""


def cache_kind(answer: Answer) -> str:
    """A cause for which the finding's page has a command; empty where it is not known."""
    if answer.server in OF_ADDRESS:
        return OF_ADDRESS[answer.server]
    if is_address(answer.server) and ip_address(answer.server).is_global:
        return "public"
    return next((kind for word, kind in OF_WORD if word.match(answer.software)), "")
