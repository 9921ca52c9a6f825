"""An inventory asked for its targets (Prometheus' http_sd), within bounds of time and size."""

import asyncio
import base64
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    TooManyRedirects,
)

from exporter.config.file import LARGEST, read_text
from exporter.config.narrow_socket import narrow_socket
from exporter.config.problem import RefusedError
from exporter.config.wording import shown
from exporter.config.yaml_reader import read_yaml
from exporter.discovery.file_sd import json_as_yaml
from exporter.model.inventory import ClientTls, Inventory

PATIENCE = 30.0
"""Seconds for one answer at most."""
MOST_TARGETS = 100_000
JSON = re.compile(r'application/json(\s*;\s*charset="?utf-8"?)?', re.IGNORECASE)
PIECE = 64 * 1024
DENIED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class NoAnswerError(Exception):
    """Why an inventory gave no list of targets, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What goes along with a question."""

    headers: Mapping[str, str]
    tls: ssl.SSLContext | None
    """None: the machine's own settings, if TLS is spoken at all."""


async def ask(inventory: Inventory, interval: float) -> str:
    """The text that it answers; a NoAnswerError where there is none. It is told how often it is asked."""
    patience = min(PATIENCE, interval)
    try:
        ready = await asyncio.to_thread(prepared, inventory)
        async with (
            ClientSession(
                timeout=ClientTimeout(total=patience),
                connector=TCPConnector(socket_factory=narrow_socket),
            ) as session,
            session.get(
                inventory.url,
                headers={**ready.headers, "X-Prometheus-Refresh-Interval-Seconds": f"{interval:g}"},
                ssl=ready.tls or True,
                server_hostname=inventory.tls_config.server_name or None,
            ) as response,
        ):
            return await body(response)
    except TimeoutError as error:
        raise NoAnswerError(f"no answer within {patience:g} s; see what keeps it") from error
    except ClientConnectorCertificateError as error:
        fault = getattr(error.certificate_error, "verify_message", error.certificate_error)
        cure = "renew it, or name its CA under `tls_config.ca_file`"
        raise NoAnswerError(f"its certificate is not accepted: {fault}; {cure}") from error
    except TooManyRedirects as error:
        raise NoAnswerError("redirects without end; correct the URL") from error
    except ClientResponseError as error:
        said = shown(" ".join(error.message.split()))
        raise NoAnswerError(f"answers with broken HTTP: {said}; see its own log") from error
    except (ClientError, OSError) as error:
        reason = shown(str(getattr(error, "os_error", error))) or type(error).__name__
        raise NoAnswerError(f"not reached: {reason}; correct the URL, or see why") from error


def prepared(inventory: Inventory) -> Prepared:
    """Headers and certificates, of which some are read from files."""
    headers = {"Accept": "application/json", "User-Agent": "tls-exporter"}
    if basic := inventory.basic_auth:
        password = secret(basic.password, basic.password_file)
        pair = base64.b64encode(f"{basic.username}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    if bearer := inventory.authorization:
        credentials = secret(bearer.credentials, bearer.credentials_file)
        headers["Authorization"] = f"{bearer.type} {credentials}"
        if not headers["Authorization"].isprintable():
            where = bearer.credentials_file or "`credentials`"
            raise NoAnswerError(f"{where}: no single line of text; leave only the token there")
    tls = inventory.tls_config
    # A redirect may lead from http to https.
    is_tls = inventory.url.lower().startswith("https:") or tls != ClientTls()
    return Prepared(headers=headers, tls=tls_context(tls) if is_tls else None)


def secret(written: str, file: str) -> str:
    """What is written, or stands in a file, which is read each time."""
    if not file:
        return written
    try:
        return read_text(Path(file)).strip()
    except ValueError as error:
        raise NoAnswerError(f"{file}: {error}") from error


def tls_context(settings: ClientTls) -> ssl.SSLContext:
    """How the connection is secured; a NoAnswerError where a file is of no use."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        if settings.cert_file:
            context.load_cert_chain(settings.cert_file, settings.key_file)
    except (OSError, ValueError) as error:
        files = ", ".join(filter(None, (settings.ca_file, settings.cert_file, settings.key_file)))
        raise NoAnswerError(f"{files}: cannot be used: {error}; correct `tls_config`") from error
    if settings.insecure_skip_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


async def body(response: ClientResponse) -> str:
    """The text of an answer, if it is a list of targets by what it says of itself."""
    status = f"{response.status} {shown(response.reason or '')}"
    if response.status in DENIED:
        raise NoAnswerError(f"answers {status}; correct `basic_auth` or `authorization`")
    if response.status != HTTPStatus.OK:
        raise NoAnswerError(f"answers {status}; see its own log")
    kind = response.headers.get("Content-Type", "")
    if not JSON.fullmatch(kind.strip()):
        raise NoAnswerError(f"answers with {shown(kind)}, not application/json; correct the URL")
    content = bytearray()
    async for piece in response.content.iter_chunked(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise NoAnswerError(f"answers more than {LARGEST >> 20} MiB; ask for fewer targets")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NoAnswerError(f"answers with broken JSON: {error}; see its own log") from error


def refuse_other_texts(text: str) -> None:
    """A NoAnswerError where it is no list of groups, or too long a one.

    It is read as files are, in steps between which other threads have their turn: `json` has none.
    """
    try:
        root, faults = read_yaml(json_as_yaml(text), str)
    except RefusedError as error:
        line = error.fault.place.line if error.fault.place else 1
        raise NoAnswerError(f"answers with broken JSON, line {line}: {error}") from error
    if faults.stop:
        raise NoAnswerError(f"answers with {faults.stop.message}")
    groups = root.value
    if not isinstance(groups, list):
        raise NoAnswerError("answers with another thing than a list of groups; correct the URL")
    listed = (each.get("targets") for each in groups if isinstance(each, dict))
    targets = sum(len(each) for each in listed if isinstance(each, list))
    if targets > MOST_TARGETS:
        told = f"answers with {targets:,} targets, more than {MOST_TARGETS:,}"
        raise NoAnswerError(f"{told}; ask for fewer")
