"""A configuration, or a target alone, to values, or to everything that is wrong with it."""

import glob
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from exporter.config.conflict import Declared, find_conflicts, find_target_conflicts
from exporter.config.discovery_schema import SOURCE
from exporter.config.document import YamlFile, read_document
from exporter.config.kind import Values
from exporter.config.problem import Fault, Faults
from exporter.config.root_files import read_roots
from exporter.config.schema import CONFIGURATION
from exporter.config.target_mapping import policy, target
from exporter.config.target_schema import SERVER, TARGET
from exporter.config.trust_anchors import read_trust_stores
from exporter.model.inventory import Authorization, BasicAuth, ClientTls, Inventory
from exporter.model.relabel_rule import RelabelRule
from exporter.model.settings import (
    FileDiscovery,
    HttpDiscovery,
    Limits,
    ResolverSettings,
    ServerDiscovery,
    Settings,
    TrustAnchors,
    TrustSource,
)
from exporter.model.target import DENY_ADDRESSES, Fetch, Policy, ServerFiles, Target
from exporter.model.transparency import LogList


def load_settings(path: Path) -> Settings:
    """The settings in a file; a ConfigurationError holds everything that is wrong with it."""
    document = read_document(path)
    document.faults.refuse_all = True
    with document.refused_in_part():
        return settings_in(document, path.parent)


def settings_in(document: YamlFile, folder: Path) -> Settings:
    """The settings that a document stands for, if nothing is wrong with it."""
    faults = document.faults
    keys: Values = CONFIGURATION.read(document.root.value, (), faults) or {}
    keys = with_authorities(keys, folder, faults)
    stores = read_trust_stores(keys.get("trust_stores") or {}, folder, faults)
    logs = log_list(keys, folder, faults)
    defaults = None if faults.is_within("defaults") else default_policy(keys)
    find_conflicts(keys, faults, defaults=defaults, line=document.line)
    document.refuse_if_faulty()
    return settings(keys, stores, logs, folder)


def read_target(
    mapping: Mapping[str, object], *, defaults: Policy, declared: Declared
) -> Target | tuple[Fault, ...]:
    """The target that the keys describe, or all that is wrong with them."""
    faults = Faults()
    keys = TARGET.read(mapping, (), faults) or {}
    find_target_conflicts(keys, defaults, declared, faults.add)
    return tuple(faults) or target(keys, defaults)


def default_policy(keys: Values) -> Policy:
    """What targets inherit."""
    denied = keys.get("deny_addresses", DENY_ADDRESSES)
    fetch = Fetch(**(keys.get("fetch") or {}))
    return policy(keys.get("defaults", {}), Policy(deny_addresses=denied, fetch=fetch))


def with_authorities(keys: Values, folder: Path, faults: Faults) -> Values:
    """The keys with the CAs that servers of documents may have their certificates of, if they can be read."""
    fetch = keys.get("fetch") or {}
    if not (file := fetch.get("ca_file")):
        return keys
    try:
        roots = read_roots(TrustSource(paths=(file,), folder=str(folder)))
    except ValueError as error:
        faults.add(("fetch", "ca_file"), str(error))
        return keys
    read = {"ca_file": str(folder / file), "authorities": roots.pem}
    return {**keys, "fetch": {**fetch, **read}}


def log_list(keys: Values, folder: Path, faults: Faults) -> LogList | None:
    """The list of transparency logs that is named, if it can be read."""
    file = keys.get("ct_log_list")
    if not file:
        return None
    # pydantic, which it needs, is imported only by who names a list: that takes a tenth of a second.
    read_log_list = import_module("exporter.config.log_list").read_log_list
    try:
        logs: LogList = read_log_list(folder / file)
    except ValueError as error:
        faults.add(("ct_log_list",), str(error))
        return None
    return logs


def settings(
    keys: Values, stores: tuple[TrustAnchors, ...], logs: LogList | None, folder: Path
) -> Settings:
    """The keys of a configuration that is right as values of the model."""
    defaults = default_policy(keys)
    discovery = keys.get("discovery", {})
    return Settings(
        defaults=defaults,
        limits=Limits(**keys.get("limits", {})),
        resolvers=tuple(ResolverSettings(**each) for each in keys.get("resolvers", ()))
        or Settings().resolvers,
        trust_stores=stores,
        ct_log_list=logs,
        targets=tuple(target(each, defaults) for each in keys.get("targets", ())),
        file_discoveries=tuple(
            file_discovery(each, folder) for each in discovery.get("file_sd", ())
        ),
        http_discoveries=tuple(
            http_discovery(each, folder) for each in discovery.get("http_sd", ())
        ),
        server_discoveries=tuple(map(server_discovery, discovery.get("server_files", ()))),
    )


def file_discovery(keys: Values, folder: Path) -> FileDiscovery:
    """A file_sd source with patterns that no longer depend on the configuration's folder."""
    start = Path(glob.escape(str(folder)))
    patterns = tuple(str(start / pattern) for pattern in keys["files"])
    return FileDiscovery(patterns=patterns, **source(keys))


def http_discovery(keys: Values, folder: Path) -> HttpDiscovery:
    """An http_sd source with files that no longer depend on the configuration's folder."""
    basic, bearer, tls = (
        placed(keys.get(section, {}), folder)
        for section in ("basic_auth", "authorization", "tls_config")
    )
    inventory = Inventory(
        url=keys["url"],
        basic_auth=BasicAuth(**basic) if basic else None,
        authorization=Authorization(**bearer) if bearer else None,
        tls_config=ClientTls(**tls),
    )
    return HttpDiscovery(inventory=inventory, **source(keys))


def placed(keys: Values, folder: Path) -> Values:
    """The keys with paths of files that no longer depend on the configuration's folder."""
    files = {key: str(folder / held) for key, held in keys.items() if key.endswith("_file")}
    return {**keys, **files}


def server_discovery(keys: Values) -> ServerDiscovery:
    """A server whose sites are watched."""
    files = {key: held for key, held in keys.items() if key in SERVER.known}
    return ServerDiscovery(server=ServerFiles(**files), **source(keys))


def source(keys: Values) -> Values:
    """What all sources have: how often they are asked, and the rules for what they give."""
    rules = tuple(RelabelRule(**each) for each in keys.get("relabel_configs", ()))
    own = {key: held for key, held in keys.items() if key in SOURCE.known}
    return {**own, "relabel_configs": rules}
