"""What may be typed after `healthy`."""

from exporter.cli.options.listening import add_listen_option, add_location_options
from exporter.cli.options.parsing import Subparsers
from exporter.cli.options.serve import DEFAULT_ADDRESS


def add_parser(subparsers: Subparsers) -> None:
    """Adds the command `healthy`."""
    parser = subparsers.add_parser(
        "healthy",
        help="ask whether the exporter on this machine answers",
        description="Asks the exporter that listens there, on this machine, whether it answers: "
        "exit code 0 if it does, else 1 with the reason. For HEALTHCHECK and the like.",
        allow_abbrev=False,
    )
    add_listen_option(parser, DEFAULT_ADDRESS)
    add_location_options(parser)
