"""Right keys turned into a target with the defaults it inherits."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from exporter.config.kind import Values
from exporter.config.target_schema import POLICY
from exporter.model.server_config import Pair
from exporter.model.target import HTTPS_PORT, Origin, Policy, ServerFiles, Target


def target(keys: Values, defaults: Policy) -> Target:
    """The target that right keys describe; what they leave out comes from the defaults."""
    authority = keys["host"]
    own = {key: held for key, held in keys.items() if key not in POLICY.known}
    told = {
        "name": target_name(keys),
        "host": authority.host,
        "port": authority.port or port(keys),
        "server_name": keys.get("server_name", authority.host),
        "origins": tuple(Origin(**each) for each in keys.get("origins", ())),
        "server": server(keys.get("server")),
        "labels": MappingProxyType(keys.get("labels", {})),
    }
    return Target(**{**own, **told}, policy=policy(keys, defaults))


def server(keys: Values | None) -> ServerFiles | None:
    """The server's files, where any are named."""
    if keys is None:
        return None
    pairs = tuple(Pair(**each) for each in keys.get("files", ()))
    return ServerFiles(**{**keys, "files": pairs})


def target_name(keys: Values) -> Any:
    """The name of a target, as given or HOST:PORT; None where what tells it is wrong."""
    if "name" in keys:
        return keys["name"]
    authority = keys.get("host")
    return authority and port(keys) and authority.at(port(keys))


def port(keys: Values) -> Any:
    """The port where `host` has none; None where it is wrong."""
    return keys.get("port", HTTPS_PORT)


def policy(keys: Values, defaults: Policy) -> Policy:
    """The defaults with what the keys override."""
    given = {key: keys[key] for key in keys.keys() & POLICY.known.keys()}
    if "expiry" in given:
        given["expiry"] = replace(defaults.expiry, **given["expiry"])
    return replace(defaults, **given) if given else defaults
