"""Servers whose configuration is a file of `templates/`."""

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.real.programs.deployment import Deployment
from tests.real.programs.process import free_port, running

TEMPLATES = Path(__file__).with_name("templates")


@contextmanager
def running_from_templates(
    templates: Sequence[str],
    command: Sequence[str | Path],
    deployment: Deployment,
    *,
    words: Mapping[str, str],
    logs: Path | None = None,
) -> Iterator[int]:
    """A server told by templates, in which @NAME@ stands for one of the words; yields its port.

    Those of every server are PORT, CHAIN, KEY, CREDENTIALS (both) and DIR, a folder of its own
    with all its files, that every user can enter; LOGS is that folder too unless there is another.
    """
    port = free_port()
    with TemporaryDirectory(prefix="real-server-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        known = {**words, **credentials(deployment, folder), "PORT": str(port), "DIR": name}
        known["LOGS"] = str(logs or folder)
        for template in templates:
            written = filled((TEMPLATES / template).read_text(), known)
            (folder / template).write_text(written)
        full_command = [filled(str(word), known) for word in command]
        ready = partial(shakes_hands, port)
        with running(full_command, log=folder / "output", ready=ready):
            yield port


def shakes_hands(port: int) -> bool:
    """Whether a handshake succeeds: some servers listen before they have a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        context.wrap_socket(connection, server_hostname="scanned.test").close()
        return True
    return False


def credentials(deployment: Deployment, folder: Path) -> dict[str, str]:
    """Copies of certificate and key that servers may read after they changed their user."""
    chain, key = deployment.chain_file.read_bytes(), deployment.key_file.read_bytes()
    contents = {"CHAIN": chain, "KEY": key, "CREDENTIALS": chain + key}
    paths = {name: folder / f"{name.lower()}.pem" for name in contents}
    for name, path in paths.items():
        path.write_bytes(contents[name])
    return {name: str(path) for name, path in paths.items()}


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with every @NAME@ replaced."""
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text
