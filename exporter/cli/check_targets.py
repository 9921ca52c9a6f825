"""What `check` is to probe: hosts with the options given, or targets of a configuration."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from exporter.cli.local_targets import as_written, local_targets
from exporter.cli.options.parsing import meant
from exporter.cli.refusal import UsageError
from exporter.config.conflict import declared
from exporter.config.field import CENTURY, file_name
from exporter.config.kind import Values
from exporter.config.load import load_settings, read_target
from exporter.config.problem import Fault
from exporter.config.trust_anchors import BUILT_IN, MOZILLA, trust_anchors
from exporter.discovery.replies import asked_once
from exporter.discovery.targets import Discovery
from exporter.model.settings import Profile, Settings, TrustAnchors, TrustSource
from exporter.model.target import Policy, Target
from exporter.probing.files.configurations import Configurations
from exporter.words.server_software import ServerSoftware

CA_FILE = "ca-file"
OPTIONS = {
    "addresses": "--ip",
    "server_name": "--server-name",
    "expected_ips": "--expected-ip",
    "scan_interval": "--no-scan",
    "timeout": "--timeout",
    "server": f"{', '.join(f'--{software.key}' for software in ServerSoftware)} or --files",
}
"""The option from which a key of a target comes."""
OF_ONE_HOST = frozenset({"addresses", "server_name", "expected_ips"})


def chosen(arguments: argparse.Namespace) -> tuple[Settings, tuple[Target, ...]]:
    """The settings to probe by, and the targets to probe.

    A UsageError or a ConfigurationError says what is wrong with the arguments or the file.
    """
    if arguments.config_file and arguments.is_local:
        raise UsageError("--local looks for configurations itself; leave --config.file out")
    if arguments.config_file:
        return configured(arguments)
    is_local = arguments.is_local or not arguments.targets
    if is_local and not (arguments.is_local or any(software_files(arguments))):
        raise UsageError("name a HOST[:PORT] to check, or a --config.file, or --local")
    anchors = only_anchors(arguments.ca_file)
    # There is no second probe: any time-out fits into the interval.
    defaults = Policy(interval=CENTURY, trust=(anchors.name,))
    settings = Settings(defaults=defaults, trust_stores=(anchors,))
    if is_local:
        return settings, local(arguments, settings)
    hosts = ({"host": host, **dict(options(arguments))} for host in arguments.targets)
    return settings, tuple(target_of(keys, settings) for keys in hosts)


def local(arguments: argparse.Namespace, settings: Settings) -> tuple[Target, ...]:
    """Each name of this machine's web servers."""
    given = dict(options(arguments))
    unused = [OPTIONS[key] for key in given if key in OF_ONE_HOST]
    unused += ["--files"] if arguments.files else []
    unused += [f"the host {host}" for host in arguments.targets]
    if unused:
        raise UsageError(
            f"{unused[0]}: with --local, the servers' configurations say what is checked"
        )
    targets = local_targets(dict(software_files(arguments)))
    return tuple(target_of({**given, **keys}, settings) for keys in targets)


def configured(arguments: argparse.Namespace) -> tuple[Settings, tuple[Target, ...]]:
    """The targets of a configuration, all or those that are named."""
    unused = [OPTIONS[key] for key, _ in options(arguments)]
    unused += ["--ca-file"] if arguments.ca_file else []
    if unused:
        raise UsageError(f"{unused[0]} is for hosts; with --config.file, write it there")
    settings = load_settings(arguments.config_file)
    replies = asyncio.run(asked_once(settings.http_discoveries))
    discovery = Discovery(settings, Configurations().read, replies.__getitem__)
    found = {target.name: target for target in discovery.refresh()}
    for problem in discovery.problems:
        sys.stderr.write(f"warning: {problem}\n")
    if not found:
        nothing = "".join(f"{remark}\n" for remark in discovery.remarks)
        raise UsageError(f"{nothing}{arguments.config_file} has no targets: nothing is checked")
    unknown = [name for name in arguments.targets if name not in found]
    if unknown:
        near = meant(unknown[0], found)
        raise UsageError(f"{arguments.config_file} has no target of the name {unknown[0]!r}{near}")
    return settings, tuple(found[name] for name in arguments.targets or found)


def only_anchors(ca_file: str | None) -> TrustAnchors:
    """The only trust store there is: the certificates of a file or folder, else Mozilla's."""
    if ca_file is None:
        return trust_anchors(BUILT_IN, MOZILLA, Profile.WEB)
    try:
        return trust_anchors(CA_FILE, TrustSource(paths=(file_name(ca_file),)), Profile.PRIVATE)
    except ValueError as error:
        raise UsageError(f"--ca-file: {error}") from error


def target_of(keys: Values, settings: Settings) -> Target:
    """The target that the keys describe, which come from options and hosts."""
    target = read_target(
        keys,
        defaults=settings.defaults,
        declared=declared(settings),
    )
    if not isinstance(target, Target):
        raise UsageError("\n".join(sentence(keys["host"], fault) for fault in target))
    return target


def options(arguments: argparse.Namespace) -> Iterator[tuple[str, object]]:
    """The keys of a target that options give, with their values."""
    for key in OPTIONS:
        if (value := getattr(arguments, key, None)) is not None:
            yield key, value
    if server := dict(server_files(arguments)):
        yield "server", server


def server_files(arguments: argparse.Namespace) -> Iterator[tuple[str, object]]:
    """The keys of `server` that options give; paths are taken from the folder at hand."""
    for software, paths in software_files(arguments):
        yield software.key, as_written(paths)
    if arguments.files is not None:
        certificate, key = (str(Path(path).absolute()) for path in arguments.files)
        yield "files", [{"certificate": certificate, "key": key}]


def software_files(
    arguments: argparse.Namespace,
) -> Iterator[tuple[ServerSoftware, tuple[str, ...]]]:
    """The main files of each software that options give."""
    for software in ServerSoftware:
        if paths := getattr(arguments, software.key):
            yield software, tuple(str(Path(path).absolute()) for path in paths)


def sentence(host: str, fault: Fault) -> str:
    """What is wrong with an option, or with the host."""
    key = str(fault.path[0]) if fault.path else "host"
    return f"{OPTIONS.get(key, host)}: {fault.message}"
