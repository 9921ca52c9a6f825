"""A report is rendered again only where it differs from the one before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from exporter.model.report import Report
from exporter.views.metrics.table import TARGET_FACTS
from exporter.views.rendering import RenderedReport, render, render_target
from exporter.words.address_label import AddressLabel
from exporter.words.reason import Reason, TrustReason
from exporter.words.series_group import SeriesGroup
from tests.deployments import (
    ADDRESS,
    HEALTHY,
    LEAF,
    NOW,
    SITE,
    assessment,
    closed,
    refusing,
    trust,
)
from tests.unit.views.examples import told
from tests.unit.views.scenes import SCAN, WATCHED, healthy

OF_THE_CLOCK = {
    "tls_certificate_seen_timestamp_seconds",
    "tls_probe_duration_seconds",
    "tls_probe_timestamp_seconds",
    "tls_probe_phase_duration_seconds",
    "tls_dns_ttl_seconds",
}


def made_anew(rendered: RenderedReport, before: RenderedReport) -> set[str]:
    """The families whose lines are other objects than before."""
    pairs = zip(TARGET_FACTS.families, rendered.lines, before.lines, strict=True)
    return {family.name for family, now, then in pairs if now is not then}


def probed_later(report: Report) -> Report:
    """The same judgement on a later probe, in which each attempt took as long as before."""
    evidence = replace(
        report.evidence, started_at=report.evidence.started_at + timedelta(minutes=5), duration=7.0
    )
    return replace(report, evidence=evidence)


def test_where_the_judgement_stands_only_clocks_are_rendered_anew() -> None:
    """All other lines are the very same bytes."""
    before = render(healthy(), TARGET_FACTS)
    again = probed_later(before.report)
    kept = render(again, TARGET_FACTS, before)
    assert made_anew(kept, before) == OF_THE_CLOCK
    assert kept.lines == render(again, TARGET_FACTS).lines
    assert kept.lines != before.lines


def test_after_a_new_judgement_the_same_chains_and_scans_are_kept() -> None:
    """Findings changed, and nothing of a certificate or a scan did."""
    before = render(healthy(), TARGET_FACTS)
    again = replace(before.report, ladder=healthy().ladder)
    kept = render(again, TARGET_FACTS, before)
    anew = made_anew(kept, before)
    assert {"tls_step_status", "tls_standing", "tls_probe_success"} <= anew
    of_certificates = {name for name in anew if name.startswith(("tls_certificate", "tls_chain"))}
    assert of_certificates == {"tls_certificate_seen_timestamp_seconds"}
    assert not anew & {"tls_client_supported", "tls_weak_cipher_enabled", "tls_target_info"}


def test_a_scan_that_found_the_same_changes_only_when_it_was_made() -> None:
    """The judgement stands beside it."""
    before = render(healthy(), TARGET_FACTS)
    again = WATCHED.scanned(replace(SCAN, taken_at=NOW + timedelta(hours=1), connections=9))
    scans = MappingProxyType({ADDRESS: SCAN})
    kept = render(
        replace(before.report, evidence=again.evidence, scans=scans), TARGET_FACTS, before
    )
    assert made_anew(kept, before) - OF_THE_CLOCK == {
        "tls_scan_connections",
        "tls_scan_timestamp_seconds",
    }


def rescanned(report: Report) -> Report:
    """A new scan found a shorter prime."""
    deployment = WATCHED.scanned(replace(SCAN, dh_bits=1024))
    return replace(report, evidence=deployment.evidence, ladder=healthy().ladder)


def renewed(report: Report) -> Report:
    """Only the time of the change differs, with the very same ladder."""
    return replace(report, changed=MappingProxyType({ADDRESS: NOW}))


def renamed(report: Report) -> Report:
    """Another target."""
    return replace(report, target=replace(report.target, name="other"))


def without_clients(report: Report) -> Report:
    """The clients are known no more."""
    return replace(report, clients={}, ladder=healthy().ladder)


def refused(report: Report) -> Report:
    """No certificate arrived."""
    lost = replace(WATCHED, sites=(refusing(Reason.TLS_CLOSED),)).report()
    return replace(lost, target=report.target)


@pytest.mark.parametrize("change", [rescanned, renewed, renamed, without_clients, refused])
def test_what_changed_is_rendered_anew(change: Callable[[Report], Report]) -> None:
    """The lines are those of a rendering without memory."""
    before = render(healthy(), TARGET_FACTS)
    changed = change(before.report)
    rendered = render(changed, TARGET_FACTS, before)
    assert rendered.lines == render(changed, TARGET_FACTS).lines
    assert rendered.lines != before.lines


def test_an_equal_target_read_again_is_the_same() -> None:
    """A reload makes new objects of the same configuration."""
    before = render(healthy(), TARGET_FACTS)
    again = replace(before.report, target=replace(before.report.target))
    assert made_anew(render(again, TARGET_FACTS, before), before) == OF_THE_CLOCK


def names_in(rendered: RenderedReport) -> set[str]:
    """The families that have series."""
    return {
        line.partition(b"{")[0].decode() for text in rendered.lines for line in text.splitlines()
    }


def test_a_target_leaves_out_the_groups_that_it_does_not_publish() -> None:
    """Of the others nothing changes, and it goes on when the report changes."""
    report = told()
    policy = replace(report.target.policy, publish=(SeriesGroup.CORE, SeriesGroup.CIPHERS))
    short = replace(report, target=replace(report.target, policy=policy))
    left_out = names_in(render_target(report)) - names_in(render_target(short))
    assert left_out == {
        "tls_protocol_enabled",
        "tls_key_exchange_group_enabled",
        "tls_key_exchange_group_preferred",
        "tls_client_supported",
    }
    again = render_target(probed_later(short), render_target(short))
    assert names_in(again) == names_in(render_target(short))
    assert names_in(render_target(report, again)) == names_in(render_target(report))


EXPIRED = assessment(
    replace(LEAF, fingerprint_sha256="a1" * 32), trusts=(trust(TrustReason.EXPIRED),)
)


def labelled(label: AddressLabel) -> str:
    """The lines of a deployment of one address that is well and three that are not, under the label."""
    old = replace(SITE, address="203.0.113.11", chain=EXPIRED)
    away = closed(Reason.CONNECT_TIMEOUT, site=replace(SITE, address="203.0.113.12"))
    newer = closed(Reason.CONNECT_REFUSED, site=replace(SITE, address="2001:db8::7"))
    report = replace(HEALTHY, sites=(SITE, old, away, newer)).judged()
    return b"".join(render_target(replace(report, address_label=label)).lines).decode()


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        (
            AddressLabel.FAMILY,
            [
                'tls_port_open{target="www",address="ipv4",role="resolved"} 0',
                'tls_port_open{target="www",address="ipv6",role="resolved"} 0',
                'tls_handshake_success{target="www",address="ipv4"} 1',
                'tls_certificate_matches_host{target="www",address="ipv4",key_type="ecdsa"} 1',
                'tls_certificate_trusted{target="www",address="ipv4",key_type="ecdsa",trust_store="mozilla"} 0',
                'tls_finding{target="www",address="ipv6",step="port",code="port_refused",severity="error"} 1',
            ],
        ),
        (
            AddressLabel.NONE,
            [
                'tls_port_open{target="www",role="resolved"} 0',
                'tls_handshake_success{target="www"} 1',
                'tls_certificate_trusted{target="www",key_type="ecdsa",trust_store="mozilla"} 0',
                'tls_finding{target="www",step="port",code="port_refused",severity="error"} 1',
            ],
        ),
    ],
)
def test_series_without_addresses_tell_the_worst(label: AddressLabel, wanted: list[str]) -> None:
    """Each once; nothing is told of an address by its number."""
    lines = labelled(label).splitlines()
    assert [line for line in wanted if line not in lines] == []
    series = [line.rpartition(" ")[0] for line in lines]
    assert len(series) == len(set(series))
    assert not any('address="2' in line for line in lines)


def test_a_report_under_another_label_is_rendered_anew() -> None:
    """All of it, and by address again."""
    before = render_target(healthy())
    family = render_target(replace(before.report, address_label=AddressLabel.FAMILY), before)
    assert b"203.0.113.10" not in b"".join(family.lines)
    again = render_target(replace(before.report), family)
    assert again.lines == before.lines
