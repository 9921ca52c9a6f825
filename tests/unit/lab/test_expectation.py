"""Expectations: the ladder and the metrics that follow from what is written by hand."""

from exporter.lab.baselines import overridden, sound, sound_but, without_address
from exporter.lab.expectation import ABSENT, metric
from exporter.words.standing import Standing
from exporter.words.status import Status
from exporter.words.step import Step


def test_the_ladder_has_nine_steps_in_order() -> None:
    """Steps that are neither passed nor failing are not checked."""
    expected = sound_but(findings={"chain_incomplete"}, failing={Step.CHAIN}, metrics=())
    assert expected.ladder == (
        (Step.PORT, Status.PASSED),
        (Step.SERVER_CONFIG, Status.NOT_CHECKED),
        (Step.CERTIFICATE, Status.PASSED),
        (Step.DNS, Status.PASSED),
        (Step.CLIENT_CACHE, Status.NOT_CHECKED),
        (Step.CHAIN, Status.FAILING),
        (Step.PRIVATE_KEY, Status.NOT_CHECKED),
        (Step.COMPATIBILITY, Status.PASSED),
        (Step.PERMISSIONS, Status.NOT_CHECKED),
    )


def test_the_first_failing_step_is_the_first_in_the_guide() -> None:
    """The order is the guide's, not that in which failures are written."""
    expected = sound_but(findings=(), failing=(Step.CHAIN, Step.CERTIFICATE), metrics=())
    assert expected.first_failing_step is Step.CERTIFICATE


def test_nothing_fails_in_a_sound_deployment() -> None:
    """Warnings may stand all the same."""
    expected = sound(notes={"chain_out_of_order"})
    assert expected.first_failing_step is None
    assert expected.findings == {"chain_out_of_order"}


def test_a_step_may_be_checked_at_some_addresses_only() -> None:
    """Then it is neither passed nor failing, and its series is absent."""
    expected = sound_but(
        findings={"port_refused"}, failing={Step.PORT}, partly={Step.CHAIN}, metrics=()
    )
    assert expected.status(Step.CHAIN) is Status.PARTLY_CHECKED
    assert metric("tls_step_status", ABSENT, step="chain") in tuple(expected.all_metrics())


def test_the_standing_is_expected_as_a_metric() -> None:
    """1 for the present one."""
    warned = sound(notes={"chain_out_of_order"}, standing=Standing.WARNING)
    assert metric("tls_standing", 1, standing="warning") in tuple(warned.all_metrics())
    assert metric("tls_standing", 1, standing="healthy") in tuple(sound().all_metrics())


def test_the_ladder_is_expected_as_metrics() -> None:
    """1 for passed, 0 for failing, no series for not checked."""
    expected = without_address(finding="dns_lookup_failed", metrics=())
    metrics = tuple(expected.all_metrics())
    assert metric("tls_step_status", 0, step="dns") in metrics
    assert metric("tls_step_status", ABSENT, step="port") in metrics
    assert metric("tls_first_failing_step", 4) in metrics
    assert metric("tls_finding", 1, code="dns_lookup_failed") in metrics


def test_a_deployment_in_order_is_expected_without_series_of_findings() -> None:
    """No finding means no series, not a zero."""
    metrics = tuple(sound().all_metrics())
    assert metric("tls_finding", ABSENT) in metrics
    assert metric("tls_first_failing_step", 0) in metrics
    assert metric("tls_step_status", 1, step="port") in metrics


def test_a_scenario_replaces_whole_families_of_its_baseline() -> None:
    """What it says of one series of a family is all that is expected of the family."""
    baseline = (metric("a", 1, address="x"), metric("a", 1, address="y"), metric("b", 1))
    changed = overridden(baseline, [metric("a", 0, address="x")])
    assert changed == (metric("b", 1), metric("a", 0, address="x"))
