"""A configuration file to settings, or to everything that is wrong with it."""

import glob
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from exporter.config.conflict import find_conflicts
from exporter.config.document import Document, read_document
from exporter.config.explanation import find_faults
from exporter.config.plain_data import Plain, mapping, read_or_none
from exporter.config.problem import ConfigurationError, Fault
from exporter.config.schema import Configuration, FileDiscoveryKeys, PolicyKeys, TrustStoreKeys
from exporter.config.target_mapping import policy, target
from exporter.config.trust_anchors import BUILT_IN, read_trust_stores
from exporter.model.settings import FileDiscovery, Limits, ResolverSettings, Settings, TrustAnchors
from exporter.model.target import Policy


def load_settings(path: Path) -> Settings:
    """The settings in a file; a ConfigurationError holds everything that is wrong with it."""
    document = read_document(path)
    data = mapping(document.data)
    stores, store_faults = read_trust_stores(sound_trust_stores(data), path.parent)
    configuration, key_faults = validated(document)
    conflicts = find_conflicts(
        data, defaults=sound_defaults(data), line=lambda path: document.place(path).line
    )
    faults = (*document.faults, *key_faults, *store_faults, *conflicts)
    if faults or not configuration:
        raise ConfigurationError(document.problems(faults))
    return settings(configuration, stores, path.parent)


def validated(document: Document) -> tuple[Configuration | None, tuple[Fault, ...]]:
    """The keys of the document, or what is wrong with each on its own."""
    names = trust_store_names(mapping(document.data))
    try:
        return Configuration.model_validate(document.data, context=names), ()
    except ValidationError as error:
        return None, tuple(find_faults(error, Configuration))


def trust_store_names(data: Plain) -> frozenset[str]:
    """The names that `trust` may use, those of faulty trust stores included."""
    return frozenset({BUILT_IN, *mapping(data.get("trust_stores"))})


def sound_trust_stores(data: Plain) -> dict[str, TrustStoreKeys]:
    """The trust stores whose keys are right."""
    stores = mapping(data.get("trust_stores")).items()
    read = {name: read_or_none(TrustStoreKeys.model_validate, keys) for name, keys in stores}
    return {name: keys for name, keys in read.items() if keys}


def sound_defaults(data: Plain) -> Policy | None:
    """What targets inherit; None where the defaults are wrong themselves."""
    read = partial(PolicyKeys.model_validate, context=trust_store_names(data))
    keys = read_or_none(read, data.get("defaults", {}))
    return policy(keys, Policy()) if keys else None


def settings(
    configuration: Configuration, stores: tuple[TrustAnchors, ...], folder: Path
) -> Settings:
    """The configuration as values of the model."""
    defaults = policy(configuration.defaults, Policy())
    return Settings(
        defaults=defaults,
        limits=Limits(**dict(configuration.limits)),
        resolvers=tuple(
            ResolverSettings(name=keys.name, address=keys.address.address, port=keys.address.port)
            for keys in configuration.resolvers
        ),
        trust_stores=stores,
        targets=tuple(target(keys, defaults) for keys in configuration.targets),
        file_discoveries=tuple(
            file_discovery(keys, folder) for keys in configuration.discovery.file_sd
        ),
    )


def file_discovery(keys: FileDiscoveryKeys, folder: Path) -> FileDiscovery:
    """A file_sd source with patterns that no longer depend on the configuration's folder."""
    start = Path(glob.escape(str(folder)))
    return FileDiscovery(
        patterns=tuple(str(start / pattern) for pattern in keys.files),
        refresh_interval=keys.refresh_interval,
    )
