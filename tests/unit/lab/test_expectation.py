"""Expectations: the ladder, the standing and the metrics that follow from what is written by hand."""

from exporter.lab.expectation import ABSENT, Expectation, metric, overridden
from exporter.lab.scenarios import baselines
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol
from exporter.words.severity import Severity
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step

SOUND = baselines()["sound"]


def expecting(*errors: str) -> Expectation:
    """A deployment that is sound but for these."""
    return Expectation(baseline=SOUND, errors=frozenset(errors))


def test_the_ladder_has_nine_steps_in_order() -> None:
    """Steps that are neither passed nor failing are not checked."""
    assert expecting("chain_incomplete").ladder == (
        (Step.PORT, Status.PASSED),
        (Step.SERVER_CONFIG, Status.NOT_CHECKED),
        (Step.CERTIFICATE, Status.PASSED),
        (Step.DNS, Status.PASSED),
        (Step.CLIENT_CACHE, Status.PASSED),
        (Step.CHAIN, Status.FAILING),
        (Step.PRIVATE_KEY, Status.NOT_CHECKED),
        (Step.COMPATIBILITY, Status.PASSED),
        (Step.PERMISSIONS, Status.NOT_CHECKED),
    )


def test_the_first_failing_step_is_the_first_in_the_guide() -> None:
    """The order is the guide's, not that in which failures are written."""
    expected = expecting("chain_incomplete", "certificate_expired")
    assert expected.failing == {Step.CHAIN, Step.CERTIFICATE}
    assert expected.first_failing_step is Step.CERTIFICATE


def test_warnings_and_notes_let_no_step_fail() -> None:
    """They are found all the same, each with its severity."""
    expected = Expectation(
        baseline=SOUND,
        warnings=frozenset({"chain_out_of_order"}),
        notes=frozenset({"chain_root_included"}),
    )
    assert expected.first_failing_step is None
    assert expected.findings == {"chain_out_of_order", "chain_root_included"}
    assert expected.severities == (
        ("chain_out_of_order", Severity.WARNING),
        ("chain_root_included", Severity.INFO),
    )


def test_a_step_may_be_checked_at_some_addresses_only_or_nowhere() -> None:
    """Then it is neither passed nor failing, and its series is absent."""
    expected = Expectation(
        baseline=SOUND,
        errors=frozenset({"port_refused"}),
        partly=frozenset({Step.CHAIN}),
        unchecked=frozenset({Step.DNS}),
    )
    assert expected.status(Step.CHAIN) is Status.PARTLY_CHECKED
    assert expected.status(Step.DNS) is Status.NOT_CHECKED
    assert metric("tls_step_status", ABSENT, step="chain") in tuple(expected.all_metrics())


def test_the_standing_goes_by_the_gravest_finding() -> None:
    """It is expected as a metric too: 1 for the present one."""
    warned = Expectation(baseline=SOUND, warnings=frozenset({"chain_out_of_order"}))
    assert [one.standing for one in (expecting("port_refused"), warned, expecting())] == [
        Standing.FAILING,
        Standing.WARNING,
        Standing.HEALTHY,
    ]
    assert metric("tls_standing", 1, standing="warning") in tuple(warned.all_metrics())


def test_the_ladder_is_expected_as_metrics() -> None:
    """1 for passed, 0 for failing, no series for not checked."""
    nowhere = baselines()["without_address"]
    expected = Expectation(baseline=nowhere, errors=frozenset({"dns_lookup_failed"}))
    metrics = tuple(expected.all_metrics())
    assert metric("tls_step_status", 0, step="dns") in metrics
    assert metric("tls_step_status", ABSENT, step="port") in metrics
    assert metric("tls_first_failing_step", 4) in metrics
    assert metric("tls_finding", 1, code="dns_lookup_failed", severity="error") in metrics


def test_a_deployment_in_order_is_expected_without_series_of_findings() -> None:
    """No finding means no series, not a zero."""
    metrics = tuple(expecting().all_metrics())
    assert metric("tls_finding", ABSENT) in metrics
    assert metric("tls_first_failing_step", 0) in metrics
    assert metric("tls_step_status", 1, step="port") in metrics


def test_versions_classes_and_groups_are_expected_as_metrics() -> None:
    """All others of versions and classes are off; of groups nothing more is said."""
    expected = Expectation(
        baseline=SOUND,
        protocols=(Protocol.TLS1_1, Protocol.TLS1_2),
        weak_ciphers=frozenset({CipherClass.RC4}),
        groups=("x448",),
    )
    metrics = tuple(expected.all_metrics())
    families = ("tls_protocol_enabled", "tls_weak_cipher_enabled", "tls_key_exchange_group_enabled")
    on = [sum(one.family == family and one.value == 1 for one in metrics) for family in families]
    assert on == [2, 1, 1]
    assert metric("tls_protocol_enabled", 0, protocol="TLSv1.3") in metrics
    assert metric("tls_weakest_protocol", 1.1, protocol="TLSv1.1") in metrics
    assert metric("tls_weak_cipher_enabled", 1, cipher_class="rc4") in metrics


def test_a_scenario_replaces_whole_families_of_its_baseline() -> None:
    """What it says of one series of a family is all that is expected of the family."""
    baseline = (metric("a", 1, address="x"), metric("a", 1, address="y"), metric("b", 1))
    changed = overridden(baseline, [metric("a", 0, address="x")])
    assert changed == (metric("b", 1), metric("a", 0, address="x"))
