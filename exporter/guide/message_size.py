"""What certificates weigh in the message that brings them (RFC 5246, section 7.4.2)."""

from exporter.model.certificate import ChainAssessment

MOST_FOR_OPENSSL = 100 * 1024
"""Bytes that its clients take (SSL_CTX_set_max_cert_list(3))."""
LENGTH = 3
"""Octets that stand before the list, and before each certificate in it."""


def message_size(chain: ChainAssessment) -> int:
    """Bytes, below TLS 1.3."""
    return LENGTH + sum(LENGTH + len(certificate.der) for certificate in chain.certificates)


def is_beyond_openssl(chain: ChainAssessment) -> bool:
    """Whether no client that uses OpenSSL with its defaults takes so much."""
    return message_size(chain) > MOST_FOR_OPENSSL
