"""A mapping turned into a target with the defaults it inherits."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from exporter.config.explanation import find_faults
from exporter.config.plain_data import Plain
from exporter.config.problem import Fault
from exporter.config.schema import Keys, PolicyKeys, TargetKeys
from exporter.config.target_conflict import find_target_conflicts
from exporter.model.target import Policy, Target


def read_target(
    mapping: Plain, *, defaults: Policy, trust_stores: frozenset[str]
) -> Target | tuple[Fault, ...]:
    """The target that the keys describe, or all that is wrong with them."""
    conflicts = tuple(find_target_conflicts(mapping, defaults))
    try:
        keys = TargetKeys.model_validate(mapping, context=trust_stores)
    except ValidationError as error:
        return (*find_faults(error, TargetKeys), *conflicts)
    return conflicts or target(keys, defaults)


def target(keys: TargetKeys, defaults: Policy) -> Target:
    """The target; what its keys leave out comes from the defaults."""
    port = keys.host.port or keys.port
    return Target(
        name=keys.name or keys.host.at(port),
        host=keys.host.host,
        port=port,
        server_name=keys.server_name or keys.host.host,
        addresses=keys.addresses,
        origins=keys.origins,
        expected_ips=keys.expected_ips,
        labels=MappingProxyType(keys.labels),
        policy=policy(keys, defaults),
    )


def policy(keys: PolicyKeys, defaults: Policy) -> Policy:
    """The defaults with what the keys override."""
    expiry = replace(defaults.expiry, **given(keys.expiry))
    return replace(defaults, **{**given(keys, among=PolicyKeys), "expiry": expiry})


def given(keys: Keys, *, among: type[Keys] | None = None) -> dict[str, Any]:
    """The values of the keys that were written, of all or of those `among` declares."""
    written = keys.model_fields_set & (among or type(keys)).model_fields.keys()
    return {key: getattr(keys, key) for key in written}
