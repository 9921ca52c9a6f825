"""What browsers are promised of an address is tried: each protocol at its port."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from cryptography.x509 import (
    DNSName,
    ExtensionNotFound,
    SubjectAlternativeName,
    load_der_x509_certificate,
)

from exporter.model.evidence import Handshake
from exporter.model.outcome import Failed
from exporter.model.web import HTTP3, Promise, Trials
from exporter.probing.connect import opened
from exporter.probing.deadline import Deadline
from exporter.probing.door import Door
from exporter.probing.gate import Gate
from exporter.probing.handshake import HandshakeResult, WholeHandshake, held
from exporter.probing.line import Line
from exporter.probing.parting import part
from exporter.probing.quic import speaks_quic
from exporter.probing.tls_context import Contexts
from exporter.words.alert import AlertDescription
from exporter.words.covered_name import covers
from exporter.words.ending import Refused
from exporter.words.fulfilment import Fulfilment
from exporter.words.protocol import Support
from exporter.words.reason import Reason
from exporter.words.unreadable import UNREADABLE

PAUSE = 0.5
"""Seconds after which a port that is refused is tried once more: a server may begin anew."""
MOST = 8
"""Promises that are tried at an address."""
WITHOUT_ALPN = "http/1.1"
"""What a server of HTTP speaks that agrees to nothing by ALPN."""
OF_QUIC: Mapping[Support, Fulfilment] = MappingProxyType(
    {
        Support.YES: Fulfilment.KEPT,
        Support.NO: Fulfilment.CLOSED,
        Support.UNKNOWN: Fulfilment.UNKNOWN,
    }
)


class PromiseTrial:
    """What browsers would meet behind a door, where the ordinary handshake had this outcome."""

    def __init__(
        self,
        door: Door,
        ordinary: Handshake | Failed | None,
        contexts: Contexts,
        deadline: Deadline,
        limits: Gate,
    ) -> None:
        self._door = door
        self._ordinary = ordinary
        self._contexts = contexts
        self._deadline = deadline
        self._limits = limits

    async def results(self, promises: tuple[Promise, ...]) -> Trials:
        """What came of each, one after the other."""
        tried = tuple(dict.fromkeys(promises))[:MOST]
        return Trials(results=tuple([(one, await self._result(one)) for one in tried]))

    async def _result(self, promise: Promise) -> Fulfilment:
        endpoint, ordinary = self._door.endpoint, self._ordinary
        if promise.protocol == HTTP3:
            return OF_QUIC[await speaks_quic(endpoint.address, promise.port, self._deadline)]
        is_same = promise.port == endpoint.port
        if is_same and isinstance(ordinary, Handshake) and is_spoken(promise.protocol, ordinary):
            return Fulfilment.KEPT
        first = await self._tried(promise)
        if first is not Fulfilment.CLOSED:
            return first
        if self._deadline.remaining() < PAUSE:
            return Fulfilment.UNKNOWN
        await asyncio.sleep(PAUSE)
        return await self._tried(promise)

    async def _tried(self, promise: Promise) -> Fulfilment:
        door = replace(
            self._door,
            endpoint=replace(self._door.endpoint, port=promise.port),
            server_name=promise.name or self._door.server_name,
            application_protocols=tuple(filter(None, (promise.protocol,))),
        )
        line = await opened(door, self._deadline, self._limits)
        if not isinstance(line, Line):
            is_refused = isinstance(line, Failed) and line.reason is Reason.CONNECT_REFUSED
            return Fulfilment.CLOSED if is_refused else Fulfilment.UNKNOWN
        with line:
            result = await held(WholeHandshake(self._contexts, door), line, self._deadline)
            await part(line, self._deadline)
        if promise.name:
            return fulfilment_of_name(promise.name, result)
        return fulfilment(promise.protocol, result)


def fulfilment_of_name(name: str, result: HandshakeResult) -> Fulfilment:
    """What a handshake tells in which a name was asked for: whose certificate came (RFC 9849, section 6.1.7)."""
    if not result.chain:
        is_declined = result.ending == Refused(AlertDescription.UNRECOGNIZED_NAME)
        return Fulfilment.DECLINED if is_declined else Fulfilment.UNKNOWN
    try:
        names = load_der_x509_certificate(result.chain[0]).extensions.get_extension_for_class(
            SubjectAlternativeName
        )
    except ExtensionNotFound:
        return Fulfilment.DECLINED
    except UNREADABLE:
        return Fulfilment.UNKNOWN
    is_kept = any(covers(one, name) for one in names.value.get_values_for_type(DNSName))
    return Fulfilment.KEPT if is_kept else Fulfilment.DECLINED


def fulfilment(protocol: str, result: HandshakeResult) -> Fulfilment:
    """What a handshake tells in which this alone was offered."""
    if isinstance(result.outcome, Handshake):
        is_kept = is_spoken(protocol, result.outcome)
        return Fulfilment.KEPT if is_kept else Fulfilment.DECLINED
    is_declined = result.ending == Refused(AlertDescription.NO_APPLICATION_PROTOCOL)
    return Fulfilment.DECLINED if is_declined else Fulfilment.UNKNOWN


def is_spoken(protocol: str, shake: Handshake) -> bool:
    """Whether a handshake agreed on it."""
    return (shake.alpn or WITHOUT_ALPN) == protocol
