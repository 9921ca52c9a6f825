"""What `check --local` is to probe: each name of this machine's web servers, at the addresses they listen on."""

import logging
import os
from collections.abc import Iterator, Mapping

from exporter.cli.refusal import UsageError
from exporter.config.document import first_problems
from exporter.config.file import reason
from exporter.config.kind import Values
from exporter.config.problem import ConfigurationError
from exporter.discovery.server_files import patterns, problems_of, remarks, tls_names
from exporter.model.server_config import EVERY_ADDRESS, ServerConfig
from exporter.probing.files.configurations import Configurations
from exporter.words.server_software import ServerSoftware

LOGGER = logging.getLogger(__name__)
LOOPBACK = dict(zip(EVERY_ADDRESS, ("127.0.0.1", "::1"), strict=True))
"""Where a server answers that listens on all addresses of a family."""


def local_targets(given: Mapping[ServerSoftware, tuple[str, ...]]) -> tuple[Values, ...]:
    """The keys of each target, by the main files that are given, else by those at the usual places.

    A UsageError or a ConfigurationError says why there is none.
    """
    files = dict(given or usual_files())
    if not files:
        raise UsageError(
            "--local: no configuration of nginx, Apache or HAProxy is where it usually is; say where, as "
            "with --nginx=FILE"
        )
    configs = {software: configuration(software, paths) for software, paths in files.items()}
    targets: dict[str, Values] = {}
    for software, config in configs.items():
        for (host, port), addresses in listening(config).items():
            name = f"{host}:{port}"
            targets[f"{name} ({software})" if name in targets else name] = {
                "host": host,
                "port": port,
                "addresses": addresses,
                "server": {software.key: as_written(files[software])},
            }
    if not targets:
        refuse(configs, files)
    return tuple({"name": name, **keys} for name, keys in targets.items())


def as_written(paths: tuple[str, ...]) -> object:
    """Main files as the value of their key."""
    return paths[0] if len(paths) == 1 else list(paths)


def usual_files() -> Iterator[tuple[ServerSoftware, tuple[str, ...]]]:
    """The first file of each software that is where it usually is."""
    for software in ServerSoftware:
        for path in filter(os.path.isfile, software.usual_files):
            yield software, (path,)
            break


def configuration(software: ServerSoftware, paths: tuple[str, ...]) -> ServerConfig:
    """What is read of it; names that stand for no one host are told."""
    try:
        config = Configurations().read(software, paths, "")
    except OSError as error:
        raise UsageError(f"{error.filename or paths[0]}: {reason(error)}") from error
    for remark in remarks(patterns((config,)), " and ".join(paths), is_empty=False):
        LOGGER.warning("%s", remark)
    return config


def listening(config: ServerConfig) -> dict[tuple[str, int], list[str]]:
    """The addresses of this machine at which each name, at each port, is spoken to by TLS."""
    found: dict[tuple[str, int], list[str]] = {}
    for one in tls_names(config):
        if one.host:
            addresses = found.setdefault((one.host, one.port), [])
            address = LOOPBACK.get(one.address, one.address)
            addresses += [address] if address not in addresses else []
    return found


def refuse(
    configs: Mapping[ServerSoftware, ServerConfig], files: Mapping[ServerSoftware, tuple[str, ...]]
) -> None:
    """Raises what is wrong with the configurations, or that none of their sites has a name."""
    paths = " and ".join(path for paths in files.values() for path in paths)
    if wrong := tuple(problems_of(configs.values(), root="")):
        raise ConfigurationError(first_problems(paths, wrong))
    raise UsageError(f"--local: no site of {paths} speaks TLS under the name of a host")
