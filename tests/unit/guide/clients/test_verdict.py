"""The verdicts on all clients: one for each, kept while nothing changes, told where it matters."""

from dataclasses import replace
from typing import Any

import pytest

from exporter.guide.clients import verdict
from exporter.guide.clients.catalogue import CATALOGUE
from exporter.guide.clients.verdict import client_verdicts, verdicts_on
from exporter.guide.diagnose import judged
from exporter.model.outcome import Skipped
from exporter.model.report import Report
from exporter.model.scan import SuiteAnswer
from exporter.tls.scan.hellos import TLS1_3_GROUPS
from exporter.words.protocol import Protocol, Support
from exporter.words.reason import TrustReason


def with_modern_scan(deployment: Any, **changes: Any) -> None:
    """A scan of TLS 1.2 and 1.3 with all that browsers want."""
    answers = (
        SuiteAnswer(protocol=Protocol.TLS1_2, suite=suite, is_accepted=True)
        for suite in ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",)
    )
    new = SuiteAnswer(protocol=Protocol.TLS1_3, suite="TLS_AES_128_GCM_SHA256", is_accepted=True)
    scan = replace(
        deployment.endpoint.scan,
        suites=(*answers, new),
        groups=tuple((group.name, Support.YES) for group in TLS1_3_GROUPS),
    )
    deployment.with_endpoint(scan=replace(scan, **changes))


def with_no_group(deployment: Any) -> None:
    """A scan of a server that has no key exchange group in common with anybody."""
    with_modern_scan(deployment, groups=tuple((group.name, Support.NO) for group in TLS1_3_GROUPS))


def with_required(deployment: Any, *clients: str) -> None:
    """A policy that says which clients must get through."""
    policy = replace(deployment.target.policy, clients=clients)
    deployment.target = replace(deployment.target, policy=policy)


def shut_out(deployment: Any, previous: Report | None = None) -> list[str]:
    """The clients whose failing is a fault."""
    policy = deployment.target.policy
    (verdicts,) = client_verdicts(deployment.evidence, policy, previous).values()
    return [verdict.client for verdict in verdicts if verdict.is_shut_out]


def supports(deployment: Any) -> dict[str, Support]:
    """The verdicts by client."""
    (verdicts,) = client_verdicts(deployment.evidence, deployment.target.policy).values()
    return {verdict.client: verdict.support for verdict in verdicts}


def test_every_client_gets_a_verdict(deployment: Any) -> None:
    """All common clients get through to a modern server; what only speaks TLS 1.1 does not."""
    with_modern_scan(deployment)
    found = supports(deployment)
    assert list(found) == [client.name for client in CATALOGUE]
    assert all(found[client.name] is Support.YES for client in CATALOGUE if client.is_mainstream)
    assert deployment.codes() == []


def test_nothing_is_said_without_a_scan_or_a_chain(deployment: Any) -> None:
    """Neither is guessed."""
    deployment.with_endpoint(scan=Skipped(needs="a scan"))
    assert not client_verdicts(deployment.evidence, deployment.target.policy)


def test_verdicts_are_kept_while_scan_and_chain_are_the_same(
    deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They cost more than the rest of a probe's judgement together."""
    made = []

    def counted(*arguments: Any) -> Any:
        made.append(arguments)
        return verdicts_on(*arguments)

    monkeypatch.setattr(verdict, "verdicts_on", counted)
    with_modern_scan(deployment)
    first = deployment.report()
    same = judged(deployment.target, deployment.evidence, deployment.now, first)
    assert (len(made), same.clients) == (1, first.clients)
    with_modern_scan(deployment)
    other = judged(deployment.target, deployment.evidence, deployment.now, first)
    assert (len(made), other.clients) == (2, first.clients)


def test_a_common_client_shut_out_is_a_finding(deployment: Any) -> None:
    """It names the clients, each with its reason, and only the common ones."""
    with_no_group(deployment)
    (finding,) = (
        one for one in deployment.report().findings if one.kind.code.endswith("client_shut_out")
    )
    assert "Chrome" in finding.evidence
    assert "no key exchange group in common" in finding.evidence
    assert "IE 11" not in finding.evidence


def test_the_policy_says_who_must_get_through(deployment: Any) -> None:
    """Named clients take the place of the common ones, which they need not be."""
    with_no_group(deployment)
    assert shut_out(deployment) == [client.name for client in CATALOGUE if client.is_mainstream]
    with_required(deployment, "Java 8", "Chrome")
    assert shut_out(deployment) == ["Chrome", "Java 8"]
    with_required(deployment)
    assert shut_out(deployment) == []
    assert "compatibility_client_shut_out" not in deployment.codes()


def test_who_must_get_through_does_not_change_who_does(deployment: Any) -> None:
    """`tls_client_supported` tells of every client."""
    with_no_group(deployment)
    before = supports(deployment)
    with_required(deployment, "Chrome")
    assert supports(deployment) == before


def test_verdicts_are_not_kept_where_others_must_get_through(deployment: Any) -> None:
    """A changed policy counts at once, though scan and chain are those of the previous report."""
    with_no_group(deployment)
    first = deployment.report()
    with_required(deployment, "Go")
    assert shut_out(deployment, first) == ["Go"]
    (finding,) = (
        one
        for one in judged(deployment.target, deployment.evidence, deployment.now, first).findings
        if one.kind.code.endswith("client_shut_out")
    )
    assert "Chrome" not in finding.evidence


def test_a_certificate_for_nobody_shuts_nobody_out_in_particular(deployment: Any) -> None:
    """Step 3 has said it."""
    with_modern_scan(deployment)
    deployment.with_chain(trust=(deployment.verdict(TrustReason.EXPIRED),))
    assert "compatibility_client_shut_out" not in deployment.codes()
    assert set(supports(deployment).values()) == {Support.NO}
