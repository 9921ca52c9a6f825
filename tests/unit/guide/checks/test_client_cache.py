"""Step 5: a browser's memory told from a fault of the server."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from exporter.model.certificate import Certificate
from exporter.model.memory import SeenLeaf
from exporter.model.web import Promise, StrictTransport, Trials, WebAnswer
from exporter.words.fulfilment import Fulfilment
from exporter.words.role import Role
from exporter.words.status import Status
from exporter.words.step import Step
from tests.deployments import ADDRESS, HEALTHY, LEAF, NOW, RSA_LEAF, SITE, Deployment, assessment

RENEWED = replace(
    LEAF,
    serial="05b2",
    fingerprint_sha256="cd" * 32,
    der=b"renewed",
    not_before=NOW - timedelta(days=1),
    not_after=NOW + timedelta(days=89),
)
OTHER = "203.0.113.11"
HOUR_AGO = NOW - timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=9)


def at_two(first: Certificate = LEAF, second: Certificate = RENEWED) -> Deployment:
    """Two addresses with these certificates."""
    sites = (
        replace(SITE, chain=assessment(first)),
        replace(SITE, address=OTHER, chain=assessment(second)),
    )
    return replace(HEALTHY, sites=sites)


def leaf_seen(fingerprint: str, first: datetime, replaced: datetime | None = None) -> SeenLeaf:
    """A certificate at an address."""
    return SeenLeaf(
        fingerprint=bytes.fromhex(fingerprint),
        first_seen=first,
        last_seen=NOW,
        replaced_another=replaced,
    )


def summary(deployment: Deployment) -> str:
    """Of step 5."""
    rung = deployment.rung(Step.CLIENT_CACHE)
    assert rung.status is Status.PASSED
    return rung.summary


def test_the_same_certificate_since_a_time_speaks_for_the_visitors_own_past() -> None:
    """With HSTS, and with what browsers may use instead."""
    strict = StrictTransport(text="", max_age=31536000, includes_subdomains=True)
    answer = WebAnswer(status=200, strict_transport=strict, alternatives='h3=":443"')
    seen = {ADDRESS: (leaf_seen(LEAF.fingerprint_sha256, LONG_AGO),)}
    told = summary(replace(HEALTHY, sites=(replace(SITE, answer=answer),), leaves=seen))
    assert told == (
        "the same certificate at 1 address since 2026-05-23 12:00 UTC: whoever sees another one "
        "looks through a proxy, or at an address of the past; HSTS for 365.0 days, subdomains "
        'included: no error can be clicked away; browsers may use h3=":443"'
    )


LACKING = ", which takes a max-age of 31536000 and includeSubDomains"


@pytest.mark.parametrize(
    ("age", "subdomains", "lacking"),
    [(31536000, True, ""), (31535999, True, LACKING), (63072000, False, LACKING)],
)
def test_whether_a_site_can_be_preloaded_is_told(
    age: int, lacking: str, *, subdomains: bool
) -> None:
    """As the list of browsers demands; where nobody asks for that, nothing is said."""
    asked = StrictTransport(
        text="", max_age=age, includes_subdomains=subdomains, is_for_preloading=True
    )
    for strict, said in (
        (asked, [f"it asks to be preloaded{lacking}"]),
        (replace(asked, is_for_preloading=False), []),
    ):
        site = replace(SITE, answer=WebAnswer(status=200, strict_transport=strict))
        told = summary(replace(HEALTHY, sites=(site,))).split("; ")
        assert [one for one in told if "preloaded" in one] == said


def test_a_replaced_certificate_speaks_for_an_old_connection() -> None:
    """Since when; and without HSTS an error can be clicked away."""
    leaves = (
        leaf_seen("ab" * 32, LONG_AGO),
        leaf_seen(LEAF.fingerprint_sha256, HOUR_AGO, HOUR_AGO),
    )
    site = replace(SITE, answer=WebAnswer(status=200))
    told = summary(replace(HEALTHY, sites=(site,), leaves={ADDRESS: leaves}))
    assert told == (
        "another certificate at 1 address since 2026-06-01 11:00 UTC: whoever still sees the former "
        "one has an old connection or a cache; no HSTS"
    )


def test_different_certificates_are_the_servers_matter() -> None:
    """Named with their addresses, the odd one last."""
    three = replace(at_two(), sites=(*at_two().sites, replace(SITE, address="203.0.113.12")))
    assert three.codes() == ["client_cache_certificates_differ"]
    assert three.proof("client_cache_certificates_differ") == (
        "serial 04a1 (SHA-256 434e3d7777772e65…, until 2026-07-31) at 203.0.113.10, 203.0.113.12; "
        "serial 05b2 (SHA-256 cdcdcdcdcdcdcdcd…, until 2026-08-29) at 203.0.113.11"
    )
    assert "a matter of the server" in summary(three)


def test_keys_of_other_kinds_and_origins_have_certificates_of_their_own() -> None:
    """That is no difference between addresses."""
    assert at_two(LEAF, RSA_LEAF).codes() == []
    origin = at_two()
    sites = (origin.sites[0], replace(origin.sites[1], role=Role.ORIGIN))
    assert replace(origin, sites=sites).codes() == []
    assert "certificate at 1 address" in summary(replace(origin, sites=sites))


def test_what_another_address_has_replaced_is_left_behind() -> None:
    """Since when, and where it is renewed."""
    leaves = {
        OTHER: (
            leaf_seen(LEAF.fingerprint_sha256, LONG_AGO),
            leaf_seen(RENEWED.fingerprint_sha256, HOUR_AGO, HOUR_AGO),
        )
    }
    deployment = replace(at_two(), leaves=leaves)
    assert deployment.codes() == [
        "client_cache_old_certificate_left",
        "client_cache_certificates_differ",
    ]
    assert deployment.proof("client_cache_old_certificate_left") == (
        "presents serial 04a1 (SHA-256 434e3d7777772e65…, until 2026-07-31), which 203.0.113.11 "
        "presented until 2026-06-01 11:00 UTC, and has serial 05b2 (SHA-256 cdcdcdcdcdcdcdcd…, "
        "until 2026-08-29) since"
    )


def test_servers_that_answer_by_turns_leave_nothing_behind() -> None:
    """What was there before has come back, and is no renewal."""
    leaves = {
        OTHER: (
            leaf_seen(LEAF.fingerprint_sha256, LONG_AGO),
            leaf_seen(RENEWED.fingerprint_sha256, LONG_AGO, HOUR_AGO),
        )
    }
    assert replace(at_two(), leaves=leaves).codes() == ["client_cache_certificates_differ"]


def test_a_field_that_browsers_ignore_is_quoted() -> None:
    """One that they take, or none, is no fault."""
    broken = StrictTransport(text="max-age=5, preload", max_age=None)
    for strict, codes in ((broken, ["client_cache_hsts_ignored"]), (None, [])):
        site = replace(SITE, answer=WebAnswer(status=200, strict_transport=strict))
        deployment = replace(HEALTHY, sites=(site,))
        assert deployment.codes() == codes
    site = replace(SITE, answer=WebAnswer(status=200, strict_transport=broken))
    assert replace(HEALTHY, sites=(site,)).proof("client_cache_hsts_ignored") == (
        "203.0.113.10:443 sends “Strict-Transport-Security: max-age=5, preload”"
    )


@pytest.mark.parametrize(
    ("came_of_it", "codes", "told"),
    [
        (Fulfilment.CLOSED, ["client_cache_http3_unanswered"], ""),
        (Fulfilment.UNKNOWN, [], 'no HSTS; browsers may use h3=":8443"'),
        (Fulfilment.KEPT, [], 'no HSTS; browsers may use h3=":8443", where QUIC is spoken'),
    ],
)
def test_http3_that_nothing_answers_is_a_finding(
    came_of_it: Fulfilment, codes: list[str], told: str
) -> None:
    """Where the port is known to be closed; silence is no finding."""
    offer = Promise(protocol="h3", port=8443)
    answer = WebAnswer(status=200, alternatives='h3=":8443"', promises=(offer,))
    trials = Trials(results=((offer, came_of_it),))
    site = replace(HEALTHY, sites=(replace(SITE, answer=answer, trials=trials),))
    assert site.codes() == codes
    assert summary(site).endswith(told)
    if codes:
        assert site.proof(codes[0]) == (
            f'{SITE.place} sends “Alt-Svc: h3=":8443"”, and UDP port 8443 is closed there'
        )
