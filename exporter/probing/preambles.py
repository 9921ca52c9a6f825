"""What a target's policy has said before the first hello."""

from functools import partial

from exporter.model.target import Policy
from exporter.probing.door import Preamble
from exporter.tls.proxy_header import ProxyHeader
from exporter.words.proxy_protocol import ProxyProtocol


def preambles_of(policy: Policy) -> tuple[Preamble, ...]:
    """In the order in which they go out."""
    if policy.proxy_protocol is ProxyProtocol.NONE:
        return ()
    return (partial(ProxyHeader, policy.proxy_protocol),)
