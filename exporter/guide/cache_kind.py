"""Which software keeps the old answer of a resolver, as far as its address or its own word tells."""

import re
from ipaddress import ip_address

from exporter.model.address import is_address
from exporter.model.dns import Answer

HOSTS = "hosts"
OF_ADDRESS = {
    "127.0.0.53": "systemd-resolved",
    "127.0.0.54": "systemd-resolved",
    "127.0.1.1": "NetworkManager",
}
"""Where resolvers of the machine itself listen by default."""
OF_WORD = (
    (re.compile("dnsmasq-pi-hole"), "Pi-hole"),
    (re.compile("dnsmasq"), "dnsmasq"),
    (re.compile("unbound"), "unbound"),
    (re.compile("PowerDNS Recursor"), "PowerDNS"),
    (re.compile("CoreDNS"), "CoreDNS"),
    (re.compile("Microsoft DNS"), "Windows"),
    (re.compile(r"(BIND )?9\.\d"), "BIND"),
)
"""What they answer to the question for their version."""


def is_of_hosts_file(answer: Answer) -> bool:
    """Whether it stands in a file of the machine, which forgets nothing."""
    return all(one.ttl is None for one in answer.records)


def cache_kind(answer: Answer) -> str:
    """A cause for which the finding's page has a command; empty where it is not known."""
    if is_of_hosts_file(answer):
        return HOSTS
    if answer.server in OF_ADDRESS:
        return OF_ADDRESS[answer.server]
    if is_address(answer.server) and ip_address(answer.server).is_global:
        return "public"
    return next((kind for word, kind in OF_WORD if word.match(answer.software)), "")
