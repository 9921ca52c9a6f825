"""The scan asks few questions, and claims a "no" only on proof."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from types import MappingProxyType
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.model.alert import AlertDescription as Alert
from exporter.model.protocol import Protocol, Support
from exporter.tls.client_hello import ClientHello
from exporter.tls.scan_plan import Exchange, next_hello, support_by_protocol
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import (
    Closed,
    FatalAlert,
    NotTls,
    Reply,
    Reset,
    TimedOut,
    Unreachable,
    Unreadable,
)
from exporter.tls.wire_versions import CODE_OF_PROTOCOL

QUICK = settings(derandomize=True, max_examples=100)
TLS1_0, TLS1_1, TLS1_2, TLS1_3 = tuple(Protocol)[2:]
YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
OFF = FatalAlert(Alert.PROTOCOL_VERSION)
UNWILLING = FatalAlert(Alert.HANDSHAKE_FAILURE)
Script: TypeAlias = Mapping[tuple[Protocol, ...], Sequence[Reply | None]]
NO_SCRIPT: Script = MappingProxyType({})


def choice(protocol: Protocol, *, able_to_speak: Protocol | None = None) -> ServerHello:
    """A ServerHello that chooses this version, with a suite that every hello offers."""
    return ServerHello(
        version=CODE_OF_PROTOCOL[protocol],
        suite=0x1301 if protocol is TLS1_3 else 0x002F,
        able_to_speak=able_to_speak,
    )


class Server:
    """Answers by script: accepts what it speaks, meets the rest with the given replies.

    `replies` hold what comes, one after the other, of hellos whose versions are the key; the last
    one stays. A reply of None stands for the server's ordinary answer.
    """

    def __init__(
        self,
        *speaks: Protocol,
        otherwise: Reply = OFF,
        replies: Script = NO_SCRIPT,
    ) -> None:
        self._speaks = speaks
        self._otherwise = otherwise
        self._scripts = {
            versions: chain(script, repeat(script[-1])) for versions, script in replies.items()
        }

    def answer(self, hello: ClientHello) -> Reply:
        """The next reply to such a hello."""
        scripted = next(self._scripts.get(hello.versions, iter(())), None)
        if scripted is not None:
            return scripted
        spoken = [protocol for protocol in hello.versions if protocol in self._speaks]
        return choice(spoken[0]) if spoken else self._otherwise


def scan(server: Server) -> tuple[Exchange, ...]:
    """All exchanges of a scan."""
    exchanges: tuple[Exchange, ...] = ()
    while (hello := next_hello("www.example.com", exchanges)) is not None:
        exchanges += (Exchange(hello, server.answer(hello)),)
    return exchanges


def supports(exchanges: tuple[Exchange, ...]) -> list[Support]:
    """The verdicts on TLS 1.0, 1.1, 1.2 and 1.3."""
    verdicts = support_by_protocol(exchanges)
    assert [protocol for protocol, _ in verdicts] == [TLS1_0, TLS1_1, TLS1_2, TLS1_3]
    return [support for _, support in verdicts]


def asked(exchanges: Iterable[Exchange]) -> list[tuple[Protocol, ...]]:
    """The versions of each hello."""
    return [exchange.hello.versions for exchange in exchanges]


def test_nothing_is_known_before_the_first_answer() -> None:
    """The verdict on every version begins as unknown."""
    assert supports(()) == [UNKNOWN] * 4


@pytest.mark.parametrize(
    ("speaks", "verdicts", "hellos"),
    [
        ((TLS1_2, TLS1_3), [NO, NO, YES, YES], 4),
        ((TLS1_0, TLS1_1, TLS1_2, TLS1_3), [YES, YES, YES, YES], 4),
        ((TLS1_3,), [NO, NO, NO, YES], 4),
        ((TLS1_2,), [NO, NO, YES, NO], 3),
        ((TLS1_0,), [YES, NO, NO, NO], 5),
    ],
)
def test_a_clear_server_takes_few_hellos(
    speaks: tuple[Protocol, ...], verdicts: list[Support], hellos: int
) -> None:
    """The mixed hello comes first; what it settles is not asked again."""
    exchanges = scan(Server(*speaks))
    assert asked(exchanges)[0] == (TLS1_3, TLS1_2)
    assert (supports(exchanges), len(exchanges)) == (verdicts, hellos)


def test_the_server_name_is_in_every_hello() -> None:
    """What servers offer without a name does not leak into the verdict."""
    exchanges = scan(Server(TLS1_2, otherwise=Closed()))
    assert {exchange.hello.server_name for exchange in exchanges} == {"www.example.com"}


def test_a_server_that_answers_by_its_best_version_is_not_asked_twice() -> None:
    """A server older than TLS 1.2 answers the mixed hello with what it has."""
    exchanges = scan(Server(TLS1_0, replies={(TLS1_3, TLS1_2): (choice(TLS1_0),)}))
    assert asked(exchanges) == [(TLS1_3, TLS1_2), (TLS1_1,), (TLS1_0,)]
    assert supports(exchanges) == [YES, NO, NO, NO]


@pytest.mark.parametrize("failure", [OFF, UNWILLING, Closed(), TimedOut(), Unreadable("junk")])
def test_a_failed_mixed_hello_is_taken_apart(failure: Reply) -> None:
    """Some servers fail when both versions are offered, and speak each of them."""
    replies: Script = {(TLS1_3, TLS1_2): (failure,)}
    exchanges = scan(Server(TLS1_2, TLS1_3, replies=replies))
    assert supports(exchanges) == [NO, NO, YES, YES]


def test_a_downgrade_that_the_server_denies_is_looked_into() -> None:
    """TLS 1.2 with the mark of a server that speaks TLS 1.3 leaves TLS 1.3 open."""
    downgraded = choice(TLS1_2, able_to_speak=TLS1_3)
    exchanges = scan(Server(TLS1_2, TLS1_3, replies={(TLS1_3, TLS1_2): (downgraded,)}))
    assert asked(exchanges)[-1] == (TLS1_3,)
    assert supports(exchanges) == [NO, NO, YES, YES]


# What one version's own hello may get from a server that otherwise speaks TLS 1.2 and 1.3, or
# TLS 1.2 only where TLS 1.3 is asked for: the verdict, and how often the version is asked for.
ALERT_TABLE = [
    (Alert.PROTOCOL_VERSION, NO, 1),
    (Alert.HANDSHAKE_FAILURE, NO, 1),
    (Alert.INSUFFICIENT_SECURITY, NO, 1),
    (Alert.CLOSE_NOTIFY, NO, 2),
    (Alert.UNEXPECTED_MESSAGE, UNKNOWN, 2),
    (Alert.ILLEGAL_PARAMETER, UNKNOWN, 2),
    (Alert.DECODE_ERROR, UNKNOWN, 2),
    (Alert.MISSING_EXTENSION, UNKNOWN, 2),
    (Alert.NO_APPLICATION_PROTOCOL, UNKNOWN, 2),
    (Alert.UNRECOGNIZED_NAME, UNKNOWN, 1),
    (Alert.INAPPROPRIATE_FALLBACK, UNKNOWN, 1),
    (Alert.USER_CANCELED, UNKNOWN, 1),
    (251, UNKNOWN, 1),
]


@pytest.mark.parametrize("protocol", [TLS1_0, TLS1_1])
@pytest.mark.parametrize(
    ("code", "verdict", "times"), [*ALERT_TABLE, (Alert.INTERNAL_ERROR, NO, 1)]
)
def test_alerts_to_an_old_version_on_a_server_that_speaks_newer_ones(
    protocol: Protocol, code: int, verdict: Support, times: int
) -> None:
    """Every row of the alert table, below TLS 1.3."""
    exchanges = scan(Server(TLS1_2, TLS1_3, replies={(protocol,): (FatalAlert(code),)}))
    assert dict(support_by_protocol(exchanges))[protocol] is verdict
    assert asked(exchanges).count((protocol,)) == times


@pytest.mark.parametrize(
    ("code", "verdict", "times"), [*ALERT_TABLE, (Alert.INTERNAL_ERROR, UNKNOWN, 1)]
)
def test_alerts_to_tls1_3_on_a_server_that_speaks_tls1_2(
    code: int, verdict: Support, times: int
) -> None:
    """Every row of the alert table, at TLS 1.3."""
    replies: Script = {(TLS1_3, TLS1_2): (Closed(),), (TLS1_3,): (FatalAlert(code),)}
    exchanges = scan(Server(TLS1_2, replies=replies))
    assert dict(support_by_protocol(exchanges))[TLS1_3] is verdict
    assert asked(exchanges).count((TLS1_3,)) == times


@pytest.mark.parametrize(
    "code",
    [Alert.HANDSHAKE_FAILURE, Alert.INTERNAL_ERROR, Alert.INSUFFICIENT_SECURITY],
)
def test_a_server_unwilling_at_every_version_proves_nothing(code: int) -> None:
    """Without a certificate, or for a name it dislikes, a server refuses everything alike."""
    assert supports(scan(Server(otherwise=FatalAlert(code)))) == [UNKNOWN] * 4


def test_a_server_that_has_every_version_off_says_so_itself() -> None:
    """protocol_version is a "no" without any other proof."""
    assert supports(scan(Server())) == [NO] * 4


@pytest.mark.parametrize("code", [Alert.ILLEGAL_PARAMETER, Alert.DECODE_ERROR])
def test_a_server_that_dislikes_the_form_gets_a_plainer_hello(code: int) -> None:
    """Then it may accept."""
    exchanges = scan(
        Server(TLS1_0, TLS1_2, replies={(TLS1_0,): (FatalAlert(code), choice(TLS1_0))})
    )
    assert [e.hello.is_plain for e in exchanges if e.hello.versions == (TLS1_0,)] == [False, True]
    assert supports(exchanges)[0] is YES


def test_a_server_that_insists_on_alpn_gets_it() -> None:
    """The second hello offers what web servers speak."""
    refusal = FatalAlert(Alert.NO_APPLICATION_PROTOCOL)
    exchanges = scan(Server(TLS1_1, TLS1_2, replies={(TLS1_1,): (refusal, choice(TLS1_1))}))
    offers = [e.hello.application_protocols for e in exchanges if e.hello.versions == (TLS1_1,)]
    assert offers == [(), ("h2", "http/1.1")]
    assert supports(exchanges)[1] is YES


@pytest.mark.parametrize("silence", [Closed(), Reset(), FatalAlert(Alert.CLOSE_NOTIFY)])
def test_silence_is_a_no_after_a_second_try_between_hellos_that_work(silence: Reply) -> None:
    """The control hello goes last, once for all versions."""
    exchanges = scan(Server(TLS1_2, TLS1_3, otherwise=silence))
    assert asked(exchanges) == [
        (TLS1_3, TLS1_2),
        (TLS1_2,),
        (TLS1_1,),
        (TLS1_0,),
        (TLS1_1,),
        (TLS1_0,),
        (TLS1_2,),
    ]
    assert supports(exchanges) == [NO, NO, YES, YES]


def test_silence_is_no_no_before_the_control_hello_has_worked() -> None:
    """Until then the server may have begun to block us."""
    exchanges = scan(Server(TLS1_2, TLS1_3, otherwise=Closed()))
    assert supports(exchanges[:-1]) == [UNKNOWN, UNKNOWN, YES, YES]


@pytest.mark.parametrize("failure", [Closed(), TimedOut(), Reset(), UNWILLING])
def test_a_failing_control_hello_leaves_silence_unknown(failure: Reply) -> None:
    """The control hello is sent once."""
    replies: Script = {(TLS1_2,): (choice(TLS1_2), failure)}
    exchanges = scan(Server(TLS1_2, TLS1_3, otherwise=Closed(), replies=replies))
    assert asked(exchanges).count((TLS1_2,)) == 2
    assert supports(exchanges) == [UNKNOWN, UNKNOWN, YES, YES]


def test_one_flake_changes_nothing() -> None:
    """A version whose first hello was lost is found by the second."""
    replies: Script = {(TLS1_1,): (Reset(), choice(TLS1_1))}
    exchanges = scan(Server(TLS1_1, TLS1_2, TLS1_3, replies=replies))
    assert supports(exchanges) == [NO, YES, YES, YES]


def test_silence_and_then_something_else_is_unknown() -> None:
    """Two silences make a "no"; a time-out in the place of one does not."""
    replies: Script = {(TLS1_1,): (Reset(), TimedOut())}
    assert supports(scan(Server(TLS1_2, TLS1_3, replies=replies)))[1] is UNKNOWN


def test_a_server_silent_to_everything_newer_than_it_is_understood() -> None:
    """The second tries stand between hellos that work, though the first came before any."""
    exchanges = scan(Server(TLS1_0, otherwise=Reset()))
    assert supports(exchanges) == [YES, NO, NO, NO]


def test_a_server_silent_to_everything_is_unknown() -> None:
    """No control hello is possible where nothing ever worked."""
    exchanges = scan(Server(otherwise=Closed()))
    assert supports(exchanges) == [UNKNOWN] * 4
    assert len(exchanges) == 9


def test_time_outs_are_unknown() -> None:
    """A server, or something before it, that drops hellos has not said no."""
    exchanges = scan(Server(TLS1_2, TLS1_3, otherwise=TimedOut()))
    assert supports(exchanges) == [UNKNOWN, UNKNOWN, YES, YES]
    assert len(exchanges) == 4


def test_a_firewall_that_drops_weak_suites_hides_no_version() -> None:
    """The plain hello passes where the full one is reset."""
    replies: Script = {
        (TLS1_3, TLS1_2): (Reset(),),
        (TLS1_2,): (Reset(), None),
        (TLS1_1,): (Reset(), None),
        (TLS1_0,): (Reset(), None),
    }
    assert supports(scan(Server(TLS1_2, TLS1_3, replies=replies))) == [NO, NO, YES, YES]


def test_a_choice_that_nobody_offered_is_unknown() -> None:
    """Not even a ServerHello proves a version if its suite is made up."""
    made_up = ServerHello(version=0x0301, suite=0xFAFA)
    assert supports(scan(Server(TLS1_2, replies={(TLS1_0,): (made_up,)})))[0] is UNKNOWN


@pytest.mark.parametrize("place", range(4))
def test_a_scan_cut_short_leaves_the_rest_unknown(place: int) -> None:
    """Once no connection comes about, no more hellos are sent; what was found stays."""
    answers: list[Reply] = [choice(TLS1_3), choice(TLS1_2), OFF, OFF]
    whole = scan(Server(TLS1_2, TLS1_3))
    cut = (*whole[:place], Exchange(whole[place].hello, Unreachable()))
    assert [exchange.reply for exchange in whole] == answers
    assert next_hello("www.example.com", cut) is None
    found = [NO, NO, YES, YES]
    order = [TLS1_3, TLS1_2, TLS1_1, TLS1_0]
    for protocol, support in support_by_protocol(cut):
        known = order.index(protocol) < place
        assert support is (dict(support_by_protocol(whole))[protocol] if known else UNKNOWN)
    assert supports(whole) == found


def test_a_port_that_does_not_speak_tls_is_left_alone() -> None:
    """One hello tells."""
    exchanges = scan(Server(otherwise=NotTls(b"HTTP/")))
    assert len(exchanges) == 1
    assert supports(exchanges) == [UNKNOWN] * 4


def test_plain_text_to_one_version_does_not_stop_the_scan() -> None:
    """A server that answered in TLS before speaks TLS."""
    exchanges = scan(Server(TLS1_0, TLS1_2, replies={(TLS1_1,): (NotTls(b"HTTP/"),)}))
    assert supports(exchanges) == [YES, UNKNOWN, YES, NO]


REPLIES: list[Callable[[ClientHello], Reply]] = [
    lambda hello: choice(hello.versions[-1]),
    lambda _: choice(TLS1_3),
    lambda _: choice(TLS1_0),
    *(lambda _, code=code: FatalAlert(code) for code in (0, 10, 40, 47, 70, 80, 112, 120)),
    lambda _: Closed(),
    lambda _: TimedOut(),
    lambda _: Unreadable("junk"),
]


@QUICK
@given(st.lists(st.sampled_from(REPLIES), min_size=20, max_size=20))
def test_no_server_gets_more_than_twelve_hellos(
    replies: list[Callable[[ClientHello], Reply]],
) -> None:
    """Whatever it answers, the scan ends, and no verdict changes back to unknown."""
    exchanges: tuple[Exchange, ...] = ()
    known = dict.fromkeys((TLS1_0, TLS1_1, TLS1_2, TLS1_3), UNKNOWN)
    for reply in replies:
        hello = next_hello("www.example.com", exchanges)
        if hello is None:
            break
        exchanges += (Exchange(hello, reply(hello)),)
        found = dict(support_by_protocol(exchanges))
        assert all(
            found[protocol] is not UNKNOWN for protocol in known if known[protocol] is not UNKNOWN
        )
        known = found
    assert len(exchanges) <= 12


def test_twelve_exchanges_end_a_scan() -> None:
    """The bound holds even for exchanges that no scan brings about."""
    exchange = scan(Server(TLS1_3))[0]
    assert next_hello("www.example.com", (exchange,) * 12) is None
