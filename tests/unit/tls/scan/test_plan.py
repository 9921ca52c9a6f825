"""The scan asks few questions in a good order, and claims a "no" only on proof."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TypeAlias

import pytest

from exporter.tls.client_hello import ClientHello
from exporter.tls.scan.hellos import mixed_hello
from exporter.tls.scan.knowledge import Knowledge
from exporter.tls.scan.plan import (
    is_hopeless,
    is_over,
    next_question,
    questions,
    wanted_question,
)
from exporter.tls.scan.question import Completion, Question
from exporter.tls.scan.verdicts import verdicts
from exporter.tls.server_hello import ServerHello
from exporter.tls.server_reply import (
    Completed,
    Incomparable,
    Reply,
    Unanswered,
    Unreachable,
    Untried,
)
from exporter.tls.sslv2 import Sslv2Hello, Sslv2ServerHello
from exporter.tls.wire_versions import CODE_OF_PROTOCOL
from exporter.words.alert import AlertDescription as Alert
from exporter.words.cipher_suites import CipherSuite
from exporter.words.ending import Closed, NotTls, Refused, Reset, Starved, TimedOut, Unreadable
from exporter.words.groups import Group
from exporter.words.protocol import Protocol, Support
from exporter.words.scan_subject import ScanSubject
from tests.unit.tls.scan.simulated_server import (
    OFF,
    UNWILLING,
    Configuration,
    Scripted,
    key,
    retold,
    scanned,
)

SSLV2, SSLV3, TLS1_0, TLS1_1, TLS1_2, TLS1_3 = Protocol
YES, NO, UNKNOWN = Support.YES, Support.NO, Support.UNKNOWN
Script: TypeAlias = Mapping[object, tuple[Reply | None, ...]]
SILENCES = (Closed(), Reset(), Refused(Alert.CLOSE_NOTIFY))


def configuration(*speaks: Protocol, otherwise: Reply = OFF) -> Configuration:
    """A server with one suite and one group."""
    old, new = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_AES_128_GCM_SHA256
    return Configuration(
        suites={
            version: (new if version is TLS1_3 else old,) for version in speaks if version != SSLV2
        },
        groups=(Group.x25519,),
        sslv2_ciphers=(0x010080,) if SSLV2 in speaks else None,
        version_refusal=otherwise,
    )


def scan(
    *speaks: Protocol,
    otherwise: Reply = OFF,
    replies: Script | None = None,
) -> Knowledge:
    """The whole scan of a server that speaks these versions, but for the scripted replies."""
    server = Scripted(
        configuration=configuration(*speaks, otherwise=otherwise), replies=replies or {}
    )
    return scanned(server.answer)


def unlucky(lost: Iterator[Reply | None], server: Configuration, question: Question) -> Reply:
    """What comes of the question, where it is not lost."""
    return next(lost, None) or server.answer(question)


def choice(version: Protocol, *, able_to_speak: Protocol | None = None) -> ServerHello:
    """A ServerHello that chooses this version, with a suite that every hello offers."""
    return ServerHello(
        version=CODE_OF_PROTOCOL[version],
        suite=0x1301 if version is TLS1_3 else 0x002F,
        able_to_speak=able_to_speak,
    )


def supports(knowledge: Knowledge) -> list[Support]:
    """The verdicts on TLS 1.0, 1.1, 1.2 and 1.3, where SSL is off."""
    assert list(knowledge.supports) == list(Protocol)
    return [knowledge.supports[version] for version in (TLS1_0, TLS1_1, TLS1_2, TLS1_3)]


def asked(knowledge: Knowledge) -> list[object]:
    """What was asked for about versions: those of each hello, or the whole handshake."""
    questions = (one.question for one in knowledge.exchanges)
    return [key(one) for one in questions if not (isinstance(one, ClientHello) and one.is_partial)]


def hellos_for(version: Protocol, knowledge: Knowledge) -> list[ClientHello]:
    """The hellos with everything that is known for a version alone."""
    questions = (one.question for one in knowledge.exchanges)
    hellos = (one for one in questions if isinstance(one, ClientHello) and not one.is_partial)
    return [hello for hello in hellos if hello.versions == (version,)]


EVERY_OTHER = [(TLS1_1,), (TLS1_0,), (SSLV3,), (SSLV2,)]


@pytest.mark.parametrize(
    ("speaks", "questions"),
    [
        ((TLS1_2, TLS1_3), [(TLS1_2,), *EVERY_OTHER]),
        ((TLS1_3,), [(TLS1_2,), *EVERY_OTHER]),
        ((TLS1_2,), EVERY_OTHER),
        (
            (TLS1_0, TLS1_1, TLS1_2, TLS1_3),
            [(TLS1_2,), *EVERY_OTHER, Completion(TLS1_1), Completion(TLS1_0)],
        ),
        (
            (TLS1_0,),
            [
                (TLS1_2,),
                (TLS1_1,),
                (TLS1_0,),
                (TLS1_3,),
                (SSLV3,),
                (SSLV2,),
                Completion(TLS1_0),
            ],
        ),
        ((SSLV2, SSLV3, TLS1_2), EVERY_OTHER),
    ],
)
def test_a_clear_server_is_asked_few_questions_about_versions(
    speaks: tuple[Protocol, ...], questions: list[object]
) -> None:
    """The mixed hello comes first; what it settles is not asked again."""
    knowledge = scan(*speaks)
    assert asked(knowledge) == [(TLS1_3, TLS1_2), *questions]
    assert set(knowledge.enabled) == set(speaks)
    assert UNKNOWN not in knowledge.supports.values()


def test_the_mixed_hello_is_the_only_first_question() -> None:
    """All the others depend on its answer."""
    nothing_yet = Knowledge()
    assert list(questions(nothing_yet)) == [mixed_hello()]


def test_versions_come_before_everything_else() -> None:
    """Then weak classes, key exchanges and groups; last of all hellos that worked."""
    server = Configuration(
        suites={
            TLS1_0: (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,),
            TLS1_2: (CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,),
            TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
        },
        version_refusal=Closed(),
        offer_refusal=Closed(),
    )
    exchanges = scanned(server.answer, is_bounded=False).exchanges
    first_asked = dict.fromkeys(one.question for one in exchanges)
    order = [stage(question) for question in first_asked if not has_key_share(question)]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3, 4}
    assert exchanges[-1].question in [one.question for one in exchanges[:-1] if one.worked]


def has_key_share(question: Question) -> bool:
    """Whether it may confirm that TLS 1.3 is on, or tell which group is preferred."""
    return isinstance(question, ClientHello) and bool(question.key_shares)


def stage(question: Question) -> int:
    """The place of a question in the order of the scan."""
    match question:
        case Completion():
            return 1
        case ClientHello(is_partial=True, suites=suites) if suites[0] in {0x0001, 0xC0B4}:
            return 2
        case ClientHello(is_partial=True, versions=versions):
            return 4 if versions == (TLS1_3,) else 3
        case _:
            return 0


def test_a_server_that_answers_by_its_best_version_is_not_asked_twice() -> None:
    """A server older than TLS 1.2 answers the mixed hello with what it has."""
    knowledge = scan(TLS1_0, replies={(TLS1_3, TLS1_2): (choice(TLS1_0),)})
    wanted = [(TLS1_3, TLS1_2), (TLS1_1,), (TLS1_0,), (SSLV3,), (SSLV2,), Completion(TLS1_0)]
    assert asked(knowledge) == wanted
    assert supports(knowledge) == [YES, NO, NO, NO]


@pytest.mark.parametrize("failure", [OFF, UNWILLING, Closed(), TimedOut(), Unreadable("junk")])
def test_a_failed_mixed_hello_is_taken_apart(failure: Reply) -> None:
    """Some servers fail when both versions are offered, and speak each of them."""
    knowledge = scan(TLS1_2, TLS1_3, replies={(TLS1_3, TLS1_2): (failure,)})
    assert supports(knowledge) == [NO, NO, YES, YES]


def test_a_downgrade_that_the_server_denies_is_looked_into() -> None:
    """TLS 1.2 with the mark of a server that speaks TLS 1.3 leaves TLS 1.3 open."""
    downgraded = choice(TLS1_2, able_to_speak=TLS1_3)
    knowledge = scan(TLS1_2, TLS1_3, replies={(TLS1_3, TLS1_2): (downgraded,)})
    assert asked(knowledge)[3:] == [(TLS1_3,), (SSLV3,), (SSLV2,)]
    assert supports(knowledge) == [NO, NO, YES, YES]


# A refusal of TLS 1.1 says of nothing older what `protocol_version` would.
# What one version's own hello may get from a server that otherwise speaks TLS 1.2 and 1.3, or
# TLS 1.2 only where TLS 1.3 is asked for: the verdict, and how often the version is asked for.
ALERT_TABLE = [
    (Alert.PROTOCOL_VERSION, NO, 1),
    (Alert.HANDSHAKE_FAILURE, NO, 4),
    (Alert.INSUFFICIENT_SECURITY, NO, 4),
    (Alert.CLOSE_NOTIFY, NO, 4),
    (Alert.UNEXPECTED_MESSAGE, UNKNOWN, 2),
    (Alert.ILLEGAL_PARAMETER, UNKNOWN, 2),
    (Alert.DECODE_ERROR, UNKNOWN, 2),
    (Alert.MISSING_EXTENSION, UNKNOWN, 2),
    (Alert.NO_APPLICATION_PROTOCOL, UNKNOWN, 2),
    (Alert.INAPPROPRIATE_FALLBACK, UNKNOWN, 1),
    (Alert.USER_CANCELED, NO, 4),
    (251, NO, 4),
]


@pytest.mark.parametrize("protocol", [SSLV3, TLS1_0, TLS1_1])
@pytest.mark.parametrize(
    ("code", "verdict", "times"), [*ALERT_TABLE, (Alert.INTERNAL_ERROR, NO, 4)]
)
def test_alerts_to_an_old_version_on_a_server_that_speaks_newer_ones(
    protocol: Protocol, code: int, verdict: Support, times: int
) -> None:
    """Every row of the alert table, below TLS 1.3.

    One refusal is enough where a hello for a newer version was refused in clear words.
    """
    is_implied = protocol is not TLS1_1 and times > 2
    knowledge = scan(TLS1_2, TLS1_3, replies={(protocol,): (Refused(code),)})
    assert knowledge.supports[protocol] is verdict
    assert asked(knowledge).count((protocol,)) == (1 if is_implied else times)


@pytest.mark.parametrize(
    ("code", "verdict", "times"),
    [*ALERT_TABLE, (Alert.INTERNAL_ERROR, UNKNOWN, 1), (Alert.UNRECOGNIZED_NAME, UNKNOWN, 1)],
)
def test_alerts_to_tls1_3_on_a_server_that_speaks_tls1_2(
    code: int, verdict: Support, times: int
) -> None:
    """Every row of the alert table, at TLS 1.3."""
    replies: Script = {(TLS1_3, TLS1_2): (Closed(),), (TLS1_3,): (Refused(code),)}
    knowledge = scan(TLS1_2, replies=replies)
    assert knowledge.supports[TLS1_3] is verdict
    assert asked(knowledge).count((TLS1_3,)) == times


@pytest.mark.parametrize(
    "code",
    [Alert.HANDSHAKE_FAILURE, Alert.INTERNAL_ERROR, Alert.INSUFFICIENT_SECURITY],
)
def test_a_server_unwilling_at_every_version_proves_nothing(code: int) -> None:
    """Without a certificate, or for a name it dislikes, a server refuses everything alike."""
    knowledge = scan(otherwise=Refused(code))
    assert set(knowledge.supports.values()) == {UNKNOWN}


def test_a_server_that_has_every_version_off_says_so_itself() -> None:
    """protocol_version is a "no" without any other proof."""
    assert set(scan().supports.values()) == {NO}


@pytest.mark.parametrize("code", [Alert.ILLEGAL_PARAMETER, Alert.DECODE_ERROR])
def test_a_server_that_dislikes_the_form_gets_a_plainer_hello(code: int) -> None:
    """Then it may accept."""
    knowledge = scan(TLS1_0, TLS1_2, replies={(TLS1_0,): (Refused(code), None)})
    assert [hello.is_plain for hello in hellos_for(TLS1_0, knowledge)] == [False, True]
    assert supports(knowledge)[0] is YES


def test_a_server_that_insists_on_alpn_gets_it() -> None:
    """The second hello offers what web servers speak."""
    refusal = Refused(Alert.NO_APPLICATION_PROTOCOL)
    knowledge = scan(TLS1_1, TLS1_2, replies={(TLS1_1,): (refusal, None)})
    offers = [hello.application_protocols for hello in hellos_for(TLS1_1, knowledge)]
    assert offers == [(), ("h2", "http/1.1")]
    assert supports(knowledge)[1] is YES


@pytest.mark.parametrize("silence", SILENCES)
def test_silence_is_a_no_after_four_times_between_hellos_that_work(silence: Reply) -> None:
    """Twice in a row, whatever the period of an accident; then after a control hello, in plain form.

    Older versions would have answered the hellos for TLS 1.1: their own is needed once.
    """
    knowledge = scan(TLS1_2, TLS1_3, otherwise=silence)
    of_old = [(TLS1_1,), (TLS1_1,), (TLS1_0,), (SSLV3,), (SSLV2,), (SSLV2,)]
    control = (TLS1_2,)
    again = [control, (TLS1_1,), (TLS1_1,), (SSLV2,), (SSLV2,)]
    assert asked(knowledge)[:13] == [(TLS1_3, TLS1_2), control, *of_old, *again]
    assert [asked(knowledge).count(one) for one in [(TLS1_0,), (SSLV3,), (SSLV2,)]] == [1, 1, 4]
    assert [hello.is_plain for hello in hellos_for(TLS1_1, knowledge)] == [
        False,
        False,
        True,
        False,
    ]
    assert list(knowledge.supports.values()) == [NO, NO, NO, NO, YES, YES]


@pytest.mark.parametrize(
    ("control", "verdict"),
    [(Completed(), NO), (Unanswered(), YES), (TimedOut(), UNKNOWN), (Incomparable(), UNKNOWN)],
)
def test_a_request_without_an_answer_is_compared_with_one_at_a_version_of_today(
    control: Reply, verdict: Support
) -> None:
    """Who answers nobody refuses no version."""
    replies: Script = {Completion(TLS1_0): (Unanswered(),), Completion(TLS1_2): (control,)}
    knowledge = scan(TLS1_0, TLS1_2, replies=replies)
    assert asked(knowledge).count(Completion(TLS1_2)) == 1
    assert knowledge.supports[TLS1_0] is verdict


def test_a_request_without_an_answer_is_none_where_nothing_compares() -> None:
    """The handshake itself was completed."""
    knowledge = scan(TLS1_0, replies={Completion(TLS1_0): (Unanswered(),)})
    assert knowledge.supports[TLS1_0] is YES


@pytest.mark.parametrize("spell", [(3, 8), (3, 10), (4, 9), (2, 12)])
def test_one_spell_of_resets_is_no_refusal(spell: tuple[int, int]) -> None:
    """A rate limit resets every connection for a while, whatever is asked."""
    server = Configuration(
        suites=dict.fromkeys((TLS1_0, TLS1_1, TLS1_2), (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,))
        | {TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,)},
    )
    knowledge = Knowledge()
    while (question := wanted_question(knowledge)) is not None:
        is_reset = spell[0] <= len(knowledge.exchanges) <= spell[1]
        reply = Reset() if is_reset else server.answer(question)
        knowledge = knowledge.after(question, reply)
    assert NO not in supports(knowledge)


def silent_to_old_versions() -> Knowledge:
    """The scan of a server that refuses by silence, to the last of its fourth tries."""
    whole = scan(TLS1_2, TLS1_3, otherwise=Closed())
    return retold(whole.exchanges[:14])


def test_silence_is_no_no_before_other_hellos_have_worked() -> None:
    """Until then the server may have begun to block us."""
    known = silent_to_old_versions()
    assert len(known.versions[TLS1_1].hellos.refusals) == 4
    assert supports(known) == [UNKNOWN, UNKNOWN, YES, YES]


@pytest.mark.parametrize("failure", [Closed(), Reset(), UNWILLING, TimedOut()])
def test_silence_stays_unknown_if_nothing_works_afterwards(failure: Reply) -> None:
    """A control hello fails like all the others."""
    knowledge = silent_to_old_versions()
    while (question := wanted_question(knowledge)) is not None:
        knowledge = knowledge.after(question, failure)
    assert supports(knowledge) == [UNKNOWN, UNKNOWN, YES, YES]
    assert len(knowledge.exchanges) < 64


def test_control_hellos_go_last_and_serve_all_silence() -> None:
    """The one that worked last goes until twelve hellos have worked."""
    server = configuration(TLS1_2, TLS1_3, otherwise=Reset())

    def answer(question: Question) -> Reply:
        is_confirmation = isinstance(question, ClientHello) and question.key_shares
        if is_partial(question) and not is_confirmation:
            return Reset()
        return server.answer(question)

    knowledge = scanned(answer, is_bounded=False)
    *_, before_last, last = knowledge.exchanges
    assert before_last.question == last.question
    assert last.worked
    assert knowledge.path.worked == 12
    assert supports(knowledge) == [NO, NO, YES, YES]


def is_partial(question: Question) -> bool:
    """Whether a hello is about some suites or groups."""
    return isinstance(question, ClientHello) and question.is_partial


@pytest.mark.parametrize("version", [SSLV2, SSLV3, TLS1_0, TLS1_1])
def test_one_flake_changes_nothing(version: Protocol) -> None:
    """A version whose first hello was lost is found by the second."""
    knowledge = scan(version, TLS1_2, TLS1_3, replies={(version,): (Reset(), None)})
    assert set(knowledge.enabled) == {version, TLS1_2, TLS1_3}


def test_silence_and_then_something_else_is_unknown() -> None:
    """Silences make a "no"; a time-out in the place of one does not."""
    knowledge = scan(TLS1_2, TLS1_3, replies={(TLS1_1,): (Reset(), TimedOut())})
    assert supports(knowledge)[1] is UNKNOWN


def test_a_server_silent_to_everything_newer_than_it_is_understood() -> None:
    """The second tries stand between hellos that work, though the first came before any."""
    assert supports(scan(TLS1_0, otherwise=Reset())) == [YES, NO, NO, NO]


def test_a_server_silent_to_everything_is_unknown() -> None:
    """No control hello is possible where nothing ever worked."""
    knowledge = scan(otherwise=Closed())
    assert set(knowledge.supports.values()) == {UNKNOWN}
    assert len(knowledge.exchanges) == 13


def test_time_outs_are_unknown() -> None:
    """A server, or something before it, that drops hellos has not said no."""
    knowledge = scan(TLS1_2, TLS1_3, otherwise=TimedOut())
    assert list(knowledge.supports.values()) == [UNKNOWN] * 4 + [YES, YES]


def test_a_server_that_drops_some_hellos_is_asked_on() -> None:
    """After two time-outs in a row a hello that worked shows that the server still talks."""
    knowledge = scan(TLS1_2, TLS1_3, otherwise=TimedOut())
    two, others = (TLS1_2,), [(TLS1_1,), (TLS1_0,)]
    wanted = [(TLS1_3, TLS1_2), two, *others, two, (SSLV3,), (SSLV2,), two]
    assert asked(knowledge) == wanted
    assert is_partial(knowledge.exchanges[-1].question)


def test_a_server_that_answers_no_more_is_left_alone() -> None:
    """The third time-out in a row, of a hello that worked before, ends the scan."""
    replies: list[Reply] = [choice(TLS1_3), choice(TLS1_2), TimedOut(), TimedOut(), TimedOut()]
    answers = iter(replies)
    knowledge = scanned(lambda _: next(answers))
    assert asked(knowledge)[-1] == (TLS1_2,)
    assert len(knowledge.exchanges) == 5
    assert supports(knowledge) == [UNKNOWN, UNKNOWN, YES, YES]


def test_a_firewall_that_drops_weak_suites_hides_no_version() -> None:
    """The plain hello passes where the full one is reset."""
    passing = configuration(TLS1_0, TLS1_1, TLS1_2, TLS1_3)

    def answer(question: Question) -> Reply:
        if isinstance(question, ClientHello) and 0x0001 in question.suites:
            return Reset()
        return passing.answer(question)

    assert supports(scanned(answer)) == [YES, YES, YES, YES]


def test_a_choice_that_nobody_offered_is_unknown() -> None:
    """Not even a ServerHello proves a version if its suite is made up."""
    made_up = ServerHello(version=0x0301, suite=0xFAFA)
    assert supports(scan(TLS1_2, replies={(TLS1_0,): (made_up,)}))[0] is UNKNOWN


@pytest.mark.parametrize(
    ("replies", "verdict", "times"),
    [
        ((Completed(),), YES, 1),
        ((Incomparable(),), YES, 1),
        ((OFF,), NO, 1),
        ((Refused(Alert.INTERNAL_ERROR),), NO, 4),
        ((Closed(), Closed(), Reset()), NO, 4),
        ((Closed(), Closed(), OFF), NO, 3),
        ((Reset(), Completed()), YES, 2),
        ((Closed(), OFF), NO, 2),
        ((Closed(), TimedOut()), UNKNOWN, 2),
        ((TimedOut(),), UNKNOWN, 1),
    ],
)
@pytest.mark.parametrize("version", [TLS1_0, TLS1_1])
def test_an_old_version_is_on_if_whole_handshakes_come_about(
    version: Protocol, replies: tuple[Reply, ...], verdict: Support, times: int
) -> None:
    """A ServerHello alone proves too little; three silences between hellos that work are a no."""
    knowledge = scan(version, TLS1_2, replies={Completion(version): replies})
    assert knowledge.supports[version] is verdict
    assert asked(knowledge).count(Completion(version)) == times


@pytest.mark.parametrize("ciphers", [(), (0x010080,), (0x010080, 0x0700C0, 0xFFFFFF)])
def test_sslv2_is_on_with_and_without_ciphers(ciphers: tuple[int, ...]) -> None:
    """A SERVER-HELLO is enough, and no whole handshake is asked for."""
    knowledge = scan(TLS1_2, replies={(SSLV2,): (Sslv2ServerHello(ciphers),)})
    assert knowledge.supports[SSLV2] is YES
    assert asked(knowledge) == [(TLS1_3, TLS1_2), *EVERY_OTHER]


@pytest.mark.parametrize("place", range(8))
def test_a_scan_cut_short_leaves_the_rest_unknown(place: int) -> None:
    """Once no connection comes about twice in a row, no more is asked; what was found stays."""
    whole = scan(TLS1_2, TLS1_3)
    cut = retold(whole.exchanges[:place])
    cut = cut.after(whole.exchanges[place].question, Unreachable())
    assert next_question(cut) == whole.exchanges[place].question
    cut = cut.after(whole.exchanges[place].question, Unreachable())
    assert next_question(cut) is None
    settled_after = {TLS1_3: 3, TLS1_2: 4, TLS1_1: 5, TLS1_0: 6, SSLV3: 7, SSLV2: 8}
    for version, support in cut.supports.items():
        is_known = settled_after[version] <= place
        assert support is (whole.supports[version] if is_known else UNKNOWN)


def test_a_port_that_does_not_speak_tls_is_left_alone() -> None:
    """One hello tells."""
    knowledge = scan(otherwise=NotTls(b"HTTP/"))
    assert len(knowledge.exchanges) == 1
    assert set(knowledge.supports.values()) == {UNKNOWN}


def test_plain_text_to_one_version_does_not_stop_the_scan() -> None:
    """A server that answered in TLS before speaks TLS."""
    knowledge = scan(TLS1_0, TLS1_2, replies={(TLS1_1,): (NotTls(b"HTTP/"),)})
    assert supports(knowledge) == [YES, UNKNOWN, YES, NO]


def test_sixty_four_exchanges_end_a_scan() -> None:
    """The bound holds even for exchanges that no scan brings about."""
    first = scan(TLS1_3).exchanges[0]
    many = (first,) * 64
    assert next_question(retold(many)) is None
    assert next_question(retold(many[1:])) is not None
    assert wanted_question(retold(many)) is not None


EVERYTHING = Configuration(
    suites={
        TLS1_3: (CipherSuite.TLS_AES_128_GCM_SHA256,),
        **dict.fromkeys(
            (TLS1_2, TLS1_1, TLS1_0),
            (
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
            ),
        ),
    },
    groups=(
        *(Group.x25519, Group.secp256r1, Group.x448, Group.secp521r1, Group.secp384r1),
        *(Group.ffdhe2048, Group.ffdhe3072, Group.ffdhe4096, Group.ffdhe6144, Group.ffdhe8192),
    ),
    version_refusal=UNWILLING,
)
"""What OpenSSL has where all versions are on."""


def test_a_server_that_has_everything_is_scanned_to_the_end() -> None:
    """Each of its groups takes a connection, and each refusal without a clear word four."""
    knowledge = scanned(EVERYTHING.answer)
    assert 48 < len(knowledge.exchanges) < 64
    assert is_over(knowledge)
    assert verdicts(knowledge).open_subjects == ()


def test_what_a_scan_left_open_is_asked_first_by_the_next() -> None:
    """So two of thirty questions know more than one; nothing of it is asked before the mixed hello."""
    first = begun(30)
    assert verdicts(first).open_subjects == (ScanSubject.WEAK_CIPHERS, ScanSubject.GROUPS)
    second = begun(30, ScanSubject.GROUPS)
    assert second.exchanges[0].question == mixed_hello()
    assert verdicts(second).open_subjects == (ScanSubject.WEAK_CIPHERS,)
    whole = begun(64, ScanSubject.GROUPS)
    assert verdicts(whole).open_subjects == ()
    assert verdicts(whole) == verdicts(begun(64))


def begun(most: int, *left_open: ScanSubject) -> Knowledge:
    """So many questions at most of a scan, where another one left that open."""
    knowledge = Knowledge(left_open=left_open)
    while len(knowledge.exchanges) < most and (question := next_question(knowledge)):
        knowledge = knowledge.after(question, EVERYTHING.answer(question))
    return knowledge


def test_questions_are_comparable() -> None:
    """That a question was asked before is seen by its equality."""
    assert Sslv2Hello() == Sslv2Hello()
    assert Completion(TLS1_0) == Completion(TLS1_0) != Completion(TLS1_1)


def test_a_scan_is_over_when_everything_was_asked() -> None:
    """Not before, and not when nothing listens any more."""
    whole = scan(TLS1_2)
    assert is_over(whole)
    assert not is_over(retold(whole.exchanges[:-1]))
    hello = mixed_hello()
    shut = Knowledge().after(hello, Unreachable()).after(hello, Unreachable())
    assert not is_over(shut)


@pytest.mark.parametrize("reply", [Unreachable(), Untried(), Starved(1.0)])
def test_what_did_not_come_about_once_is_asked_once_more(reply: Reply) -> None:
    """Wherever that was, all is known in the end."""
    server, whole = configuration(TLS1_2, TLS1_3), scan(TLS1_2, TLS1_3)
    for place in range(len(whole.exchanges)):
        lost: Iterator[Reply | None] = iter([*[None] * place, reply])
        told = scanned(partial(unlucky, lost, server))
        assert verdicts(told) == verdicts(whole)


def test_a_want_on_this_side_never_shuts_a_server() -> None:
    """However long it lasts."""
    knowledge = Knowledge()
    for _ in range(47):
        question = next_question(knowledge)
        assert question
        knowledge = knowledge.after(question, Untried())
    assert not is_hopeless(knowledge)
