"""With BIND and unbound: signatures that do not fit are told from every other failure, by who checks them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from exporter.config.network import resolver_address
from exporter.model.report import Report
from exporter.model.settings import ResolverSettings
from exporter.model.target import Policy, Target
from exporter.views.metrics.dns import DNS
from exporter.words.step import Step
from tests.probed import report_by
from tests.real.conftest import Program
from tests.real.programs.dnssec import Signer, checking_bind, checking_unbound, serving

pytestmark = pytest.mark.real

LONG_AGO = ("-s", "20240101000000", "-e", "20240201000000")


@pytest.fixture(scope="module")
def resolvers(program: Program, folder: Path) -> Iterator[Mapping[str, ResolverSettings]]:
    """Two that check signatures, one that is asked for zones itself and checks none."""
    signer = Signer(
        keygen=program("dnssec-keygen"), signzone=program("dnssec-signzone"), folder=folder
    )
    zones = (
        signer.zone("sound.test"),
        signer.zone("expired.test", span=LONG_AGO),
        signer.zone("unsigned.test", is_signed=False),
    )
    named, unbound = program("named"), program("unbound")
    with (
        serving(named, folder / "zones", zones) as source,
        checking_unbound(unbound, folder / "unbound", zones, source) as one,
        checking_bind(named, folder / "bind", zones, source) as other,
    ):
        yield {
            name: ResolverSettings(name=name, address=resolver_address(f"127.0.0.1:{port}"))
            for name, port in (("unbound", one), ("bind", other), ("plain", source))
        }


def report_on(host: str, *resolvers: ResolverSettings) -> Report:
    """What is said of a host."""
    policy = Policy(timeout=10.0, scan_interval=0.0, deny_addresses=())
    target = Target(name=host, host=host, server_name=host, policy=policy)
    return report_by(target, *resolvers)


def told(report: Report) -> dict[str, str]:
    """The findings of step 4, with their evidence."""
    return {
        f"{finding.kind.code} {finding.place}": finding.evidence
        for finding in report.findings
        if finding.kind.step is Step.DNS
    }


def validated(report: Report) -> Mapping[tuple[str, ...], float]:
    """Who says that it has checked signatures."""
    return dict(next(fact for fact in DNS if fact.name == "tls_dns_validated").read(report))


def test_signatures_that_fit_are_known_to_be_checked(
    resolvers: Mapping[str, ResolverSettings],
) -> None:
    """By those that check them."""
    report = report_on("www.sound.test", *resolvers.values())
    assert told(report) == {}
    assert validated(report) == {("unbound",): True, ("bind",): True, ("plain",): False}


@pytest.mark.parametrize(
    ("host", "remark"),
    [("www.expired.test", "EDE 6 (DNSSEC Bogus)"), ("www.unsigned.test", "EDE ")],
)
def test_signatures_that_do_not_fit_are_a_finding_of_their_own(
    resolvers: Mapping[str, ResolverSettings], host: str, remark: str
) -> None:
    """Of who says so; and of who does not, where the zone is signed: it answers if it need not check."""
    report = report_on(host, *resolvers.values())
    found = told(report)
    assert remark in found.pop("dns_dnssec_failed unbound")
    code, evidence = found.popitem()
    assert found == {}
    if host == "www.expired.test":
        assert code == "dns_dnssec_failed bind"
        assert evidence == (
            "bind: answered SERVFAIL; asked not to check signatures (`dig +cd`), it says 127.0.0.1"
        )
    else:
        assert code == "dns_lookup_failed bind"
    assert validated(report) == {("plain",): False}


def test_a_name_that_is_missing_in_a_signed_zone_is_missing(
    resolvers: Mapping[str, ResolverSettings],
) -> None:
    """That is proven, too."""
    report = report_on("gone.sound.test", *resolvers.values())
    assert set(told(report)) == {f"dns_lookup_failed {name}" for name in resolvers}
