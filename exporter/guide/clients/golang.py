"""Go's crypto/tls at its defaults."""

from exporter.guide.clients.client import Client, MissingIntermediates
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.protocol import Protocol
from exporter.words.signature_scheme import SignatureScheme

GO = Client(
    name="Go",
    stands_for="programs built with Go 1.26 or newer",
    is_mainstream=True,
    protocols=(Protocol.TLS1_2, Protocol.TLS1_3),
    suites=(
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        CipherSuite.TLS_AES_128_GCM_SHA256,
        CipherSuite.TLS_AES_256_GCM_SHA384,
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ),
    groups=(
        Group.X25519MLKEM768,
        Group.SecP256r1MLKEM768,
        Group.SecP384r1MLKEM1024,
        Group.x25519,
        Group.secp256r1,
        Group.secp384r1,
        Group.secp521r1,
    ),
    signature_schemes=(
        SignatureScheme.MLDSA44,
        SignatureScheme.MLDSA65,
        SignatureScheme.MLDSA87,
        SignatureScheme.RSA_PSS_RSAE_SHA256,
        SignatureScheme.ECDSA_SECP256R1_SHA256,
        SignatureScheme.ED25519,
        SignatureScheme.RSA_PSS_RSAE_SHA384,
        SignatureScheme.RSA_PSS_RSAE_SHA512,
        SignatureScheme.RSA_PKCS1_SHA256,
        SignatureScheme.RSA_PKCS1_SHA384,
        SignatureScheme.RSA_PKCS1_SHA512,
        SignatureScheme.ECDSA_SECP384R1_SHA384,
        SignatureScheme.ECDSA_SECP521R1_SHA512,
    ),
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "measured: hello of Go 1.27.3",
        "golang/go, src/crypto/tls/defaults.go, 090372e8316831e7d6fd8a9c45195cd55d272b29",
        "golang/go, src/crypto/rsa/rsa.go of Go 1.27.3: RSA of 1024 bits",
        (
            "golang/go, src/crypto/x509/verify.go: no AIA; general knowledge, not verified;"
            " on Windows and macOS the system verifies, and may fetch"
        ),
        "the roots are the system's: none is called lacking",
    ),
)
