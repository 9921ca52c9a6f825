"""Firefox without a window, told where to go by its Marionette protocol."""

import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.real.programs.nss import database_with
from tests.real.programs.process import free_port, listens, running
from tests.real.programs.real_client import RealClient, Visited, version
from tests.real.programs.set_ups import HOST

PREFERENCES = {
    # Whatever name it looks up is this machine.
    "network.dns.forceResolve": "127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.http.response.timeout": 10,
    "network.http.tls-handshake-timeout": 5,
}
OPTIONS = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
ERROR_CODE = """
    const said = document.getFailedCertSecurityInfo?.() ?? document.getNetErrorInfo?.();
    return said?.errorCodeString ?? "";
"""
CAPABILITIES = {"acceptInsecureCerts": False, "timeouts": {"pageLoad": 10_000}}
PATIENCE = 60.0


class Marionette:
    """A conversation with the browser."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rwb")
        self._number = 0
        self._received()

    def ask(self, command: str, **parameters: Any) -> tuple[Any, Any]:
        """The error and the result of a command; one of them is None."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._stream.write(b"%d:%s" % (len(message), message))
        self._stream.flush()
        _, _, error, result = self._received()
        return error, result

    def _received(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._stream.read(1)
        return json.loads(self._stream.read(int(length[:-1])))


def firefox(binary: Path, certutil: Path) -> RealClient:
    """The browser."""

    def visit(root_file: Path, ports: Sequence[int]) -> Visited:
        with running_firefox(binary, certutil, root_file) as marionette:
            return {port: said_of(marionette, port) for port in ports}

    return RealClient(
        name=f"Firefox {version('Firefox ', binary, '--version')}", row="Firefox", visit=visit
    )


@contextmanager
def running_firefox(binary: Path, certutil: Path, root_file: Path) -> Iterator[Marionette]:
    """The browser with a profile of its own, and a session in it."""
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as name:
        profile, port = Path(name), free_port()
        database_with(root_file, certutil, profile)
        preferences = {**PREFERENCES, "marionette.port": port}
        (profile / "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(key)}, {json.dumps(value)});\n"
                for key, value in preferences.items()
            )
        )
        with (
            running(
                [binary, *OPTIONS, "--profile", profile],
                log=profile / "output",
                ready=listens(("127.0.0.1", port)),
                environment={**os.environ, "HOME": name},
            ),
            socket.create_connection(("127.0.0.1", port), PATIENCE) as connection,
        ):
            marionette = Marionette(connection)
            marionette.ask("WebDriver:NewSession", **CAPABILITIES)
            yield marionette


def said_of(marionette: Marionette, port: int) -> str:
    """The error that one page ends with."""
    error, _ = marionette.ask("WebDriver:Navigate", url=f"https://{HOST}:{port}/")
    if not error:
        return ""
    _, told = marionette.ask(
        "WebDriver:ExecuteScript", script=ERROR_CODE, args=[], sandbox="system"
    )
    return told["value"] or f"{error['error']}: {error['message']}".partition("&")[0]
