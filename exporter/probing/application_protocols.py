"""What is offered by ALPN behind a door: HTTP, unless the port is known for something else."""

from exporter.model.target import Policy

HTTP = ("h2", "http/1.1")
OTHER_PORTS = frozenset(
    {
        465,  # submissions; Exim from 4.96 on refuses names that are not its own
        563,  # nntps
        636,  # ldaps
        853,  # domain-s
        990,  # ftps
        992,  # telnets
        993,  # imaps
        995,  # pop3s
        3269,  # the global catalog of Active Directory
        5061,  # sips
        5223,  # XMPP
        5671,  # amqps
        6514,  # syslog-tls
        6697,  # ircs-u
        8883,  # secure-mqtt
    }
)
"""Of the registry of service names (RFC 6335), where TLS carries another protocol."""


def application_protocols(port: int, policy: Policy) -> tuple[str, ...]:
    """Those that the target asks for, or what the port suggests."""
    if policy.alpn is not None:
        return policy.alpn
    return () if port in OTHER_PORTS else HTTP
