"""What a certificate says of itself."""

from datetime import timedelta

from exporter.x509.decode import certificate
from tests.unit.x509.pki import leaf


def test_a_lifetime_includes_its_last_second() -> None:
    """NotAfter is still valid (RFC 5280, section 4.1.2.5)."""
    assert certificate(leaf(begin=-1, end=1).der).lifetime == timedelta(days=2, seconds=1)
