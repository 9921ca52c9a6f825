"""What a valid configuration holds: its targets, those of its sources among them, and warnings."""

import asyncio
import sys
from pathlib import Path

from exporter.cli.config_warnings import warnings
from exporter.config.problem import ConfigurationError
from exporter.discovery.replies import asked_once
from exporter.discovery.targets import Discovery
from exporter.model.inventory import Reply
from exporter.model.settings import Settings
from exporter.model.target import Target
from exporter.probing.files.configurations import Configurations
from exporter.words.wording import counted


def tell(file: Path, settings: Settings) -> None:
    """Prints it, or raises what is wrong with what the sources list."""
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
