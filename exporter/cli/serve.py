"""`serve`: the exporter at work, until it is stopped."""

import argparse
import asyncio
import logging
from functools import partial
from pathlib import Path

import uvloop

import exporter
from exporter.app import App
from exporter.cli.logs import FORMATS, LEVELS, log_to_stderr
from exporter.config.load import load_settings
from exporter.model.settings import Settings
from exporter.server.listening import ListenAddress, listen_address

LOGGER = logging.getLogger(__name__)
DEFAULT_ADDRESS = ListenAddress(host="", port=9843)
DESCRIPTION = """\
Probes the targets of the configuration and serves what it finds: metrics at /metrics, a page
for each target at /, JSON at /api/v1/targets.

SIGHUP reads the configuration again; a faulty one is refused and the previous one stays.
SIGTERM and SIGINT stop the exporter within a second, a second signal at once."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command `serve`."""
    parser = subparsers.add_parser(
        "serve",
        help="run the exporter",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--config.file",
        dest="config_file",
        metavar="FILE",
        type=Path,
        required=True,
        help="the configuration; `tls-exporter config check FILE` tells what is wrong with it",
    )
    add_listen_option(parser, DEFAULT_ADDRESS)
    parser.add_argument(
        "--web.enable-lifecycle",
        dest="enable_lifecycle",
        action="store_true",
        help="allow POST /-/reload and POST /api/v1/targets/NAME/probe",
    )
    add_log_options(parser)
    parser.set_defaults(run=run)


def add_listen_option(parser: argparse.ArgumentParser, default: ListenAddress) -> None:
    """Where it answers."""
    parser.add_argument(
        "--web.listen-address",
        dest="listen_addresses",
        metavar="HOST:PORT",
        type=address_argument,
        action="append",
        help="where to listen: HOST:PORT, :PORT for all addresses, [IPv6]:PORT; may be repeated "
        f"(default {default})",
    )


def add_log_options(parser: argparse.ArgumentParser) -> None:
    """What it writes to standard error."""
    parser.add_argument(
        "--log.level",
        dest="log_level",
        choices=LEVELS,
        default="info",
        help="the least grave events to log (default info)",
    )
    parser.add_argument(
        "--log.format",
        dest="log_format",
        choices=FORMATS,
        default="logfmt",
        help="how a log line is written (default logfmt)",
    )


def address_argument(text: str) -> ListenAddress:
    """An address, or the reason why it is none as argparse wants it."""
    try:
        return listen_address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0 when stopped."""
    log_to_stderr(level=arguments.log_level, line_format=arguments.log_format)
    settings = load_settings(arguments.config_file)
    app = App(
        settings,
        listen_addresses=arguments.listen_addresses or (DEFAULT_ADDRESS,),
        config_file=arguments.config_file,
        enable_lifecycle=arguments.enable_lifecycle,
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(app.run(on_listening=partial(log_start, arguments.config_file, settings)))
    return 0


def log_start(file: Path, settings: Settings, urls: tuple[str, ...]) -> None:
    """What begins and where it is found, for whoever reads the log."""
    fields = {"version": exporter.__version__, "file": file, "targets": len(settings.targets)}
    LOGGER.info("started", extra=fields)
    for url in urls:
        LOGGER.info("listening", extra={"url": url})
