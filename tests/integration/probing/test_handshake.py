"""The ordinary handshake takes one round trip where it can, and reaches who wants hybrids alone."""

from typing import Any

import pytest

from exporter.lab.conversation import Continuation, Reaction, Speaker
from exporter.model.evidence import Handshake, Presentation
from exporter.words.phase import Phase
from exporter.words.protocol import Protocol
from tests.integration.probing.meeting import meeting, tls_server


@pytest.mark.parametrize("groups", ["", "X25519MLKEM768/X25519:P-256", "X25519"])
async def test_a_server_of_today_is_reached_in_one_round_trip(
    new_prober: Any, new_target: Any, groups: str
) -> None:
    """It answers once, though it prefers hybrids; its tickets may follow when all is said."""
    async with meeting(tls_server(groups=groups), new_prober, new_target) as (seen, answers):
        handshake = seen.found(Handshake)
        assert handshake
        assert (handshake.protocol, handshake.group) == (Protocol.TLS1_3, "x25519")
        assert handshake.cipher.startswith("TLS_AES_")
        (times,) = answers
        assert times <= 2


@pytest.mark.parametrize("group", ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"])
async def test_a_server_of_hybrids_alone_is_reached_by_a_second_handshake(
    new_prober: Any, new_target: Any, group: str
) -> None:
    """With its certificate and all."""
    server = tls_server(groups=group, weakest=Protocol.TLS1_3)
    async with meeting(server, new_prober, new_target) as (seen, answers):
        handshake = seen.found(Handshake)
        assert handshake
        assert handshake.group == group
        assert len(answers) == 2


async def test_a_server_of_hybrids_alone_may_demand_a_certificate(
    new_prober: Any, new_target: Any
) -> None:
    """Its own is seen, and that reason is told rather than the first refusal."""
    server = tls_server(
        groups="X25519MLKEM768", weakest=Protocol.TLS1_3, demands_client_certificate=True
    )
    async with meeting(server, new_prober, new_target) as (seen, _answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert failure
        assert failure.reason == "client_certificate_required"
        assert seen.found(Presentation)


async def test_a_server_that_refuses_all_keeps_its_first_reason(
    new_prober: Any, new_target: Any
) -> None:
    """The later hellos offer less than the first; there are few of them."""
    alerts = iter((b"\x28", b"\x46", b"\x50", b"\x46"))

    def refusing() -> Speaker:
        alert = b"\x15\x03\x03\x00\x02\x02" + next(alerts)
        return lambda _heard: Reaction(send=alert, ending=Continuation.CLOSE)

    async with meeting(refusing, new_prober, new_target) as (seen, answers):
        failure = seen.failure(Phase.HANDSHAKE)
        assert failure
        assert failure.reason == "tls_alert_handshake_failure"
        assert answers == [1, 1, 1, 1]


async def test_an_old_server_has_the_registered_name_of_its_suite(
    new_prober: Any, new_target: Any
) -> None:
    """Not OpenSSL's."""
    server = tls_server(strongest=Protocol.TLS1_2, ciphers="ECDHE-ECDSA-AES256-SHA384")
    async with meeting(server, new_prober, new_target) as (seen, _answers):
        handshake = seen.found(Handshake)
        assert handshake
        assert handshake.cipher == "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"
