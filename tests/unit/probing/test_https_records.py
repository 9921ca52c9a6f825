"""HTTPS records are read as RFC 9460 has them."""

import base64
from dataclasses import replace

import pytest
from dns.name import Name, from_text
from dns.rdata import Rdata
from dns.rdata import from_text as rdata

from exporter.model.dns import Answer
from exporter.model.https_record import EchConfigs, HttpsRecord, HttpsRecords
from exporter.model.outcome import Failed
from exporter.probing.https_records import AskForRecords, following, good_for, read, services
from exporter.probing.told import Told
from exporter.words.reason import Reason
from tests.ech import config, config_list

HOST = from_text("www.example.com")
NOWHERE = Failed(reason=Reason.DNS_NXDOMAIN, detail="no such name")
KEYS = base64.b64encode(config_list(config("ech.example"))).decode("ascii")


def records(*written: str) -> HttpsRecords:
    """As they stand in the zone of the host."""
    made: list[Rdata] = [rdata("IN", "HTTPS", one) for one in written]
    return read(HOST, made)


def saying(said: HttpsRecords | None) -> AskForRecords:
    """Whoever asks is told this."""

    async def ask(_name: Name) -> HttpsRecords | None:
        return said

    return ask


def test_the_name_has_the_port_unless_it_is_the_usual_one() -> None:
    """Section 9.1."""
    assert services("www.example.com", 443) == ("www.example.com",)
    assert services("www.example.com", 8443) == ("_8443._https.www.example.com",)
    assert services("www.example.com", None) == ()


def test_a_record_is_read_with_all_that_browsers_go_by() -> None:
    """HTTP/1.1 goes without saying, and its own name as its target."""
    written = (
        f'1 www.example.com. alpn="h3,h2" port=8443 ipv4hint=192.0.2.1,192.0.2.2 ech="{KEYS}" '
        "ipv6hint=2001:db8::1"
    )
    (found,) = records(written).records
    assert found == HttpsRecord(
        priority=1,
        target="",
        protocols=("h3", "h2", "http/1.1"),
        port=8443,
        hints=("192.0.2.1", "192.0.2.2", "2001:db8::1"),
        ech=EchConfigs(public_names=("ech.example",)),
        text=found.text,
    )
    assert found.text.startswith('1 www.example.com. alpn="h3,h2" port="8443"')


def test_the_host_is_its_own_target_at_every_port() -> None:
    """A dot stands for it in browsers, though the name of the record has the port."""
    service = from_text("_8443._https.www.example.com")
    for target in (".", "www.example.com.", "_8443._https.www.example.com."):
        (found,) = read(service, [rdata("IN", "HTTPS", f"1 {target}")]).records
        assert found.target == ""
    for other in ("1 example.com.", "0 www.example.com."):
        (elsewhere,) = read(service, [rdata("IN", "HTTPS", other)]).records
        assert elsewhere.target == other[2:-1]


@pytest.mark.parametrize(
    ("target", "dead_ends"),
    [
        (NOWHERE, [True, True]),
        (replace(NOWHERE, reason=Reason.DNS_NO_ADDRESS), [True, False]),
        (replace(NOWHERE, reason=Reason.DNS_TIMEOUT), [False, False]),
        (replace(NOWHERE, reason=Reason.DNS_SERVFAIL), [False, False]),
        (Answer(records=()), [False, False]),
    ],
)
async def test_a_name_to_which_a_record_leads_is_looked_for(
    target: Answer | Failed, dead_ends: list[bool]
) -> None:
    """Once; silence is no proof, and an alias may lead to records without addresses."""
    looked: list[str] = []

    async def look(name: Name) -> Told:
        looked.append(name.to_text())
        return Told(outcome=target, lasts=0.0)

    found: list[bool] = []
    for written in ("1 cdn.example. alpn=h2", "0 cdn.example."):
        said = await following(saying(records(written, written)), look)(HOST)
        assert said
        found.append(said.records[0].is_dead_end)
    assert (found, looked) == (dead_ends, ["cdn.example."] * 2)


async def test_nobody_is_looked_for_where_no_record_leads_elsewhere() -> None:
    """Nor where none is known."""

    async def look(name: Name) -> Told:
        raise AssertionError(name)

    for said in (records("1 . alpn=h2"), None):
        assert await following(saying(said), look)(HOST) == said


def test_what_browsers_have_to_pass_over_is_no_record() -> None:
    """It has to be known, and is not (section 8)."""
    told = records("1 . mandatory=alpn,key65000 alpn=h3 key65000=x", "2 . mandatory=alpn alpn=h2")
    assert [one.protocols for one in told.records] == [("h2", "http/1.1")]


def test_no_protocol_goes_without_saying_where_the_record_says_so() -> None:
    """Section 7.1.1."""
    (found,) = records("1 . alpn=h2 no-default-alpn").records
    assert (found.target, found.protocols, found.port) == ("", ("h2",), None)


def test_the_preferred_come_first_and_an_alias_alone() -> None:
    """Section 2.4.1."""
    assert [one.target for one in records("2 b.example.", "1 a.example.").records] == [
        "a.example",
        "b.example",
    ]
    (alias,) = records("1 .", "0 cdn.example.").records
    assert (alias.priority, alias.target) == (0, "cdn.example")


def test_what_is_not_known_or_there_is_asked_again_sooner_than_what_is_not() -> None:
    """In seconds."""
    assert (good_for(None), good_for(records("1 .")), good_for(records())) == (300, 300, 3600)
