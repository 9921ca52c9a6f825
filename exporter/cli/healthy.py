"""`healthy`: whether an exporter on this machine answers."""

import argparse
import sys
from http.client import HTTPConnection, HTTPException, HTTPResponse

from exporter.cli.options.listening import asked_location
from exporter.cli.options.serve import DEFAULT_ADDRESS
from exporter.server.listen_address import ListenAddress

ANSWERS, DOES_NOT = range(2)
PATIENCE = 4.0
"""Seconds for an answer; supervisors wait for 5 as a rule."""
LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here
"""Where one that listens at all addresses is asked."""


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0 if it answers at each of the addresses, else 1."""
    addresses = arguments.listen_addresses or (DEFAULT_ADDRESS,)
    path = f"{asked_location(arguments).routes}/-/healthy"
    reasons = [reason for address in addresses if (reason := trouble(address, path))]
    sys.stderr.writelines(f"{reason}\n" for reason in reasons)
    return DOES_NOT if reasons else ANSWERS


def trouble(address: ListenAddress, path: str) -> str:
    """Why the exporter is not healthy at the address; nothing if it is.

    No proxy of the environment is asked, which urllib would do.
    """
    connection = HTTPConnection(
        LOOPBACK.get(address.host, address.host), address.port, timeout=PATIENCE
    )
    try:
        connection.request("GET", path)
        answer: HTTPResponse = connection.getresponse()
    except OSError as error:
        return f"{address}: no answer ({(error.strerror or str(error)).lower()})"
    except HTTPException:
        return f"{address}: what answers does not speak HTTP"
    finally:
        connection.close()
    return "" if answer.status == 200 else f"{address}: status {answer.status}"
