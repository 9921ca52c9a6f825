"""What may be typed after `export`."""

import argparse
from pathlib import Path

from exporter.cli.options.parsing import Subparsers
from exporter.pack.gravity import Gravity
from exporter.pack.offer import Format, Kind
from exporter.words.language import LANGUAGES

DESCRIPTION = """\
Prints what goes with the exporter: alert rules for Prometheus, inhibition rules for
Alertmanager, dashboards for Grafana, or what Prometheus needs to scrape it."""


def add_parser(subparsers: Subparsers) -> None:
    """Adds the command `export`."""
    parser = subparsers.add_parser(
        "export",
        help="print alert rules, inhibition rules, dashboards or a scrape configuration",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("kind", choices=[one.value for one in Kind], help="what to print")
    parser.add_argument(
        "--format",
        choices=[one.value for one in Format],
        default=Format.PROMETHEUS.value,
        help="for whom: the programs themselves, prometheus-operator, or a mixin (default prometheus)",
    )
    parser.add_argument(
        "--job", metavar="NAME", default="", help="the scrape job (default: the exporter is found)"
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="en",
        help="of alert texts and dashboards' titles (default en)",
    )
    parser.add_argument(
        "--runbook-base",
        metavar="URL",
        type=url,
        help="where the pages of the guide are (default: at the exporter that found the fault)",
    )
    parser.add_argument(
        "--grafana",
        metavar="URL",
        type=url,
        help="where people reach Grafana (default: Prometheus's external label grafana_url, if any)",
    )
    parser.add_argument(
        "--severity",
        metavar="OURS=YOURS",
        type=severity,
        action="append",
        default=[],
        help="what you call a severity of alerts (critical, warning, info), such as critical=page; repeatable",
    )
    parser.add_argument(
        "--directory",
        metavar="DIR",
        type=Path,
        help="write dashboards as a file each into this folder, instead of one document",
    )


def url(text: str) -> str:
    """An address that a link can begin with."""
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"`{text}` is no address; begin with http:// or https://")
    return text


def severity(text: str) -> tuple[str, str]:
    """One of our severities, and what an operator calls it."""
    ours, _, yours = text.partition("=")
    if ours not in set(Gravity) or not yours.isidentifier():
        known = ", ".join(Gravity)
        raise argparse.ArgumentTypeError(f"`{text}`: write one of {known}, then = and your word")
    return ours, yours
