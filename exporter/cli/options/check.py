"""What may be typed after `check`."""

import argparse
from pathlib import Path

from exporter.cli.options.parsing import Subparsers
from exporter.words.language import LANGUAGES
from exporter.words.server_software import ServerSoftware

SEVERAL = {
    ServerSoftware.HAPROXY: "; a folder of such files, and several in the order of its -f, as well"
}
DESCRIPTION = """\
Probes targets now and prints the nine steps for each: what was seen, what is wrong, and how to
repair it. HOST is a host name or an IP address (IPv6 in brackets before a port); the port is 443
unless given. With --config.file, the arguments are names of its targets; none means all."""
EPILOG = """\
exit codes, by how the target stands:
  0  healthy, or with warnings only
  1  failing: a step of the guide fails; a closed port and a name that does not exist count, too
  2  an argument or the configuration is wrong; nothing was probed
  3  unknown, wholly or partly: nothing known is wrong, but not everything could be checked, as
     a resolver gives no answer, an address was left out, this machine has no route to it or too
     few files for it, or by a defect of this program
of several targets, 1 wins over 3, and 3 over 0

examples:
  tls-exporter check www.example.com
  tls-exporter check --ip=203.0.113.10 --expected-ip=203.0.113.0/24 www.example.com
  sudo tls-exporter check --nginx=/etc/nginx/nginx.conf www.example.com
  sudo tls-exporter check --nginx=/etc/nginx/nginx.conf
  sudo tls-exporter check --local --brief
  tls-exporter check --brief --no-scan www.example.com mail.example.com:993
  tls-exporter check --json --config.file=/etc/tls-exporter.yml www"""


def add_parser(subparsers: Subparsers) -> None:
    """Adds the command `check`."""
    parser = subparsers.add_parser(
        "check",
        help="probe targets now and say what is wrong with them",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("targets", metavar="HOST[:PORT]", nargs="*", help="what to check")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument("--brief", action="store_true", help="print one line for each target")
    form.add_argument(
        "--complete-chain",
        dest="complete_chain",
        action="store_true",
        help="print the chain that the server should send (PEM) and nothing else, its missing issuers "
        "fetched from where its certificates say",
    )
    parser.add_argument(
        "--local",
        dest="is_local",
        action="store_true",
        help="check each name of the web servers of this machine at the addresses where they listen: of "
        "those whose configuration is where it usually is, or is given by --nginx, --apache or --haproxy, which without "
        "a host mean the same",
    )
    parser.add_argument(
        "--config.file",
        dest="config_file",
        metavar="FILE",
        type=Path,
        help="check the targets of this configuration",
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="of what is printed; default: that of the locale, where it is one of these",
    )
    add_target_options(parser)


def add_target_options(parser: argparse.ArgumentParser) -> None:
    """What a configuration would say of the hosts."""
    options = parser.add_argument_group("options for hosts", "They hold for every HOST given.")
    options.add_argument(
        "--ip",
        dest="addresses",
        metavar="ADDRESS",
        action="append",
        help="connect to this address instead of those that DNS gives; may be repeated",
    )
    options.add_argument(
        "--server-name",
        dest="server_name",
        metavar="NAME",
        help="the name to ask for (SNI), which the certificate must cover; default HOST",
    )
    options.add_argument(
        "--expected-ip",
        dest="expected_ips",
        metavar="ADDRESS",
        action="append",
        help="an address or network that the DNS answer must stay within; may be repeated",
    )
    options.add_argument(
        "--ca-file",
        dest="ca_file",
        metavar="PATH",
        help="trust the certificates in this file or folder (PEM, DER) instead of Mozilla's, by the lenient private profile",
    )
    for software in ServerSoftware:
        options.add_argument(
            f"--{software.key}",
            metavar="FILE",
            action="append",
            help=f"{software}'s main configuration file on this machine: steps 2, 7 and 9 are checked "
            f"as well{SEVERAL.get(software, '')}",
        )
    options.add_argument(
        "--files",
        nargs=2,
        metavar=("CERTIFICATE", "KEY"),
        help="the server's certificate file and key file on this machine, for the same",
    )
    options.add_argument(
        "--no-scan",
        dest="scan_interval",
        action="store_const",
        const="0s",
        help="leave out the scan of protocols, ciphers and clients: one connection to each address",
    )
    options.add_argument(
        "--timeout",
        metavar="DURATION",
        help="deadline for all network work on one target, such as 30s (default 10s)",
    )
