"""`serve`: the exporter at work, until it is stopped."""

import argparse
import asyncio
import logging
from functools import partial
from pathlib import Path

import uvloop

import exporter
from exporter.app import App
from exporter.app.garbage import collect_seldom
from exporter.cli.logs import log_to_stderr
from exporter.cli.options.listening import asked_location
from exporter.cli.options.serve import DEFAULT_ADDRESS
from exporter.config.load import load_settings
from exporter.model.settings import Settings
from exporter.server.systemd_sockets import systemd_sockets

LOGGER = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0 when stopped."""
    log_to_stderr(level=arguments.log_level, line_format=arguments.log_format)
    settings = load_settings(arguments.config_file)
    app = App(
        settings,
        listen_addresses=systemd_sockets()
        if arguments.systemd_socket
        else arguments.listen_addresses or (DEFAULT_ADDRESS,),
        config_file=arguments.config_file,
        enable_auto_reload=arguments.enable_auto_reload,
        enable_lifecycle=arguments.enable_lifecycle,
        location=asked_location(arguments),
        shard=arguments.shard,
    )
    collect_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(app.run(on_listening=partial(log_start, arguments.config_file, settings)))
    return 0


def log_start(file: Path, settings: Settings, urls: tuple[str, ...]) -> None:
    """What begins and where it is found, for whoever reads the log."""
    fields = {"version": exporter.__version__, "file": file, "targets": len(settings.targets)}
    LOGGER.info("started", extra=fields)
    for url in urls:
        LOGGER.info("listening", extra={"url": url})
