"""Whether a changed configuration asks a target to be probed anew, or only to be judged anew."""

from exporter.model.target import Target


def is_probed_alike(target: Target, before: Target) -> bool:
    """Whether both are asked the same, at the same times, whatever is expected of the answers."""
    return probed_as(target) == probed_as(before)


def probed_as(target: Target) -> tuple[object, ...]:
    """Everything of a target that a probe goes by."""
    policy = target.policy
    return (
        target.name,
        target.host,
        target.port,
        target.server_name,
        target.addresses,
        target.origins,
        is_looked_up(target),
        policy.interval,
        policy.timeout,
        policy.scan_interval,
        policy.scan_pace,
        policy.max_addresses,
        policy.address_family,
        policy.proxy_protocol,
        policy.alpn,
    )


def is_looked_up(target: Target) -> bool:
    """Whether its host is resolved: for its addresses, or to see that it leads where it should."""
    return not target.addresses or bool(target.expected_ips)
