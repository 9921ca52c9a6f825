"""Whether TLS 1.2 knows secure renegotiation is said by every ServerHello of it."""

from dataclasses import replace
from itertools import count

import pytest

from exporter.tls.scan.question import Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import Reply
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol, Support
from tests.unit.tls.scan.simulated_server import Configuration, scanned

SUITES = {
    Protocol.TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,),
    Protocol.TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
}
SERVER = Configuration(suites=SUITES)
OLDER = Configuration(
    suites={
        Protocol.TLS1_2: (*SUITES[Protocol.TLS1_2], CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)
    }
)
MODERN = Configuration(suites={Protocol.TLS1_3: SUITES[Protocol.TLS1_3]})


def secured(reply: Reply, *, is_secure: bool) -> Reply:
    """The reply of a server that knows RFC 5746, or does not."""
    if isinstance(reply, ServerHello) and reply.protocol is Protocol.TLS1_2:
        return replace(reply, renegotiates_securely=is_secure)
    return reply


@pytest.mark.parametrize(("is_secure", "support"), [(True, Support.YES), (False, Support.NO)])
def test_all_answers_alike_settle_it(*, is_secure: bool, support: Support) -> None:
    """No hello is sent for it: all of ours offer it."""

    def answer(question: Question) -> Reply:
        return secured(SERVER.answer(question), is_secure=is_secure)

    assert verdicts(scanned(answer)).secure_renegotiation is support


def test_several_servers_behind_one_address_leave_it_open() -> None:
    """The first one to answer knows it."""
    turns = count()

    def answer(question: Question) -> Reply:
        reply = OLDER.answer(question)
        is_of_tls1_2 = isinstance(reply, ServerHello) and reply.protocol is Protocol.TLS1_2
        return secured(reply, is_secure=is_of_tls1_2 and next(turns) == 0)

    assert verdicts(scanned(answer)).secure_renegotiation is Support.UNKNOWN


def test_tls1_3_has_no_renegotiation() -> None:
    """So a server that speaks nothing else says nothing of it."""
    assert verdicts(scanned(MODERN.answer)).secure_renegotiation is Support.UNKNOWN
