"""`config check FILE` and `config schema`: whether a configuration is right, and what may be in it."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from exporter.cli.config_warnings import warnings
from exporter.config.load import load_settings
from exporter.config.problem import ConfigurationError
from exporter.config.schema import json_schema
from exporter.discovery.replies import asked_once
from exporter.discovery.targets import Discovery
from exporter.model.inventory import Reply
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.files.configurations import Configurations
from exporter.words.wording import counted


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0."""
    if arguments.config_command == "schema":
        sys.stdout.write(f"{json.dumps(json_schema(), indent=2, ensure_ascii=False)}\n")
    else:
        check(arguments.file)
    return 0


def check(file: Path) -> None:
    """Prints what a configuration holds, or raises what is wrong with it or what its sources list."""
    settings = load_settings(file)
    replies = asyncio.run(asked_once(settings.http_discoveries))
    # Who does not answer here and now may well answer where the exporter runs.
    silent = [f"{each.url}: {reply.fault}" for each, reply in replies.items() if reply.fault]
    heard = {each: Reply(text=reply.text) for each, reply in replies.items()}
    discovery = Discovery(settings, Configurations().read, heard.__getitem__)
    targets = discovery.refresh()
    if discovery.problems:
        raise ConfigurationError(discovery.problems)
    for warning in (*silent, *warnings(targets, discovery.remarks)):
        sys.stderr.write(f"warning: {warning}\n")
    sys.stdout.write(f"{file} is valid: {summary(settings, targets)}\n")


def summary(settings: Settings, targets: tuple[Target, ...]) -> str:
    """What a valid configuration holds."""
    found = len(targets) - len(settings.targets)
    return ", ".join(
        (
            counted(len(targets), "target") + (f" ({found} from discovery)" if found else ""),
            counted(len(settings.resolvers), "resolver"),
            counted(len(settings.trust_stores), "trust store"),
        )
    )
