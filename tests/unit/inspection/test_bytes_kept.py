"""A server that shows another certificate each time leaves the memory as it is."""

import gc
import secrets
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.inspection.inspect import inspect
from exporter.model.inquiry import Visit
from exporter.model.memory import Memory
from exporter.views.rendering import RenderedReport, render_target
from exporter.x509.appraiser import Appraiser
from tests.probed import unexpected
from tests.unit.inspection.world import START, TARGET, address, seen, usual_probe

SIZE = 90_000
KEY = ec.generate_private_key(ec.SECP256R1())
KIBIBYTE = 1024


def heavy_certificate() -> bytes:
    """One of 90 KB that was never seen before, with many names."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, secrets.token_hex(16))])
    names = [x509.DNSName(f"{secrets.token_hex(20)}.example") for _ in range(200)]
    bulk = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), secrets.token_bytes(SIZE))
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START - timedelta(days=1))
        .not_valid_after(START + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(bulk, critical=False)
    )
    return built.sign(KEY, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture
def traced() -> Iterator[None]:
    """Every byte that Python allocates is counted."""
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
async def test_certificates_that_change_at_every_handshake_leave_memory_flat() -> None:
    """Forty of 90 KB each are 3.6 MB; what is kept at the end is less than half of one more."""
    target = replace(TARGET, policy=replace(TARGET.policy, trust=()))
    probe, appraiser = usual_probe(), Appraiser((), timer=lambda: 0.0)
    memory, rendered = Memory(), None
    kept: dict[int, int] = {}
    for number in range(45):
        probe.will_say(Visit(address()), seen(heavy_certificate()))
        memory = await inspect(
            target,
            memory,
            probe=probe,
            appraiser=lambda: appraiser,
            now=START + timedelta(minutes=number),
            on_defect=unexpected,
        )
        assert memory.report
        assert [one.certificates[0].subject for _, one in memory.report.assessments()]
        rendered = shown(memory, rendered)
        probe.asked.clear()
        if number in {4, 44}:
            gc.collect()
            kept[number] = tracemalloc.get_traced_memory()[0]
    assert kept[44] - kept[4] < 45 * KIBIBYTE


def shown(memory: Memory, before: RenderedReport | None) -> RenderedReport:
    """The lines of the report, which are kept until there are others."""
    assert memory.report
    return render_target(memory.report, before)
