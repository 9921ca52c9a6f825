"""Settings as the configuration that stands for them, defaults spelled out and secrets hidden."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml

from exporter.config.discovery_schema import INVENTORY, SOURCE
from exporter.config.host import HostAndPort
from exporter.config.kind import Values
from exporter.config.schema import FETCH, LIMITS, RESOLVER
from exporter.config.section import Section
from exporter.config.target_schema import POLICY, SERVER, TARGET
from exporter.model.settings import Settings, TrustAnchors
from exporter.model.target import HTTPS_PORT, Policy, Target

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LINE = 120
OWN = Section(
    model=Target,
    known={name: key for name, key in TARGET.known.items() if name not in POLICY.known},
)
"""What a target has beside its policy."""


def written_yaml(settings: Settings) -> str:
    """The configuration as a file of its own."""
    return yaml.dump(
        written(settings), Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=LINE
    )


def written(settings: Settings) -> Mapping[str, object]:
    """The configuration as plain data; relative paths are given from where the exporter runs."""
    defaults = settings.defaults
    logs = settings.ct_log_list
    return {
        "defaults": POLICY.write(defaults),
        "limits": LIMITS.write(settings.limits),
        "deny_addresses": [str(network) for network in defaults.deny_addresses],
        "fetch": FETCH.write(defaults.fetch),
        "resolvers": [RESOLVER.write(each) for each in settings.resolvers],
        "trust_stores": {store.name: trust_store(store) for store in settings.trust_stores},
        **({"ct_log_list": logs.file} if logs else {}),
        "targets": [target_keys(each, defaults) for each in settings.targets],
        "discovery": discovery(settings),
    }


def trust_store(store: TrustAnchors) -> Values:
    """Where its certificates are, and how strict it is."""
    source = store.source
    bundle = {"bundle": str(source.bundle)} if source.bundle else {}
    files = [str(Path(source.folder) / path) for path in source.paths]
    return {**bundle, **({"files": files} if files else {}), "profile": str(store.profile)}


def discovery(settings: Settings) -> Values:
    """The sources of targets, each with its rules."""
    sources = {
        "file_sd": [
            {"files": list(each.patterns), **SOURCE.write(each)}
            for each in settings.file_discoveries
        ],
        "http_sd": [
            {**INVENTORY.write(each.inventory), **SOURCE.write(each)}
            for each in settings.http_discoveries
        ],
        "server_files": [
            {**SERVER.write(each.server), **SOURCE.write(each)}
            for each in settings.server_discoveries
        ],
    }
    return {name: held for name, held in sources.items() if held}


def target_keys(target: Target, defaults: Policy) -> Values:
    """The keys of a target, those left out that hold without being said."""
    implied = {
        "name": HostAndPort(host=target.host).at(target.port),
        "server_name": target.host,
        "port": HTTPS_PORT,
    }
    own = {name: held for name, held in OWN.write(target).items() if held != implied.get(name)}
    policy = {
        name: held
        for name, held in POLICY.write(target.policy).items()
        if getattr(target.policy, name) != getattr(defaults, name)
    }
    return {**own, **policy}


def target_group(target: Target, defaults: Policy) -> Values:
    """A target as a group of Prometheus' http_sd, from which another tls-exporter makes the same."""
    keys = target_keys(target, defaults)
    labels = keys.pop("labels", {})
    host = HostAndPort(host=keys.pop("host")).at(keys.pop("port", HTTPS_PORT))
    settings = {
        f"__tls_{name}": held if isinstance(held, str) else json.dumps(held)
        for name, held in keys.items()
    }
    return {"targets": [host], "labels": {**labels, **settings}}
