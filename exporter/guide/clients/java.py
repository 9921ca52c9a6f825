"""Java, by its long-term releases, in their updates of today."""

from dataclasses import replace
from datetime import UTC, datetime

from exporter.guide.clients.client import TLS1_2_AND_1_3, Client, MissingIntermediates
from exporter.guide.clients.distrusts import ENTRUST_ROOTS, distrusts
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

FORWARD_SECRET_SUITES = (
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA,
)

STATIC_RSA_SUITES = (
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
)

NIST_GROUPS = (
    Group.secp256r1,
    Group.secp384r1,
    Group.secp521r1,
)

FINITE_FIELD_GROUPS = (
    Group.ffdhe2048,
    Group.ffdhe3072,
    Group.ffdhe4096,
    Group.ffdhe6144,
    Group.ffdhe8192,
)

GROUPS = (Group.x25519, *NIST_GROUPS, Group.x448, *FINITE_FIELD_GROUPS)

ECDSA = (
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.ECDSA_SECP521R1_SHA512,
)

EDDSA = (
    SignatureScheme.ED25519,
    SignatureScheme.ED448,
)

RSA_AND_OLDER = (
    SignatureScheme.RSA_PSS_RSAE_SHA256,
    SignatureScheme.RSA_PSS_RSAE_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA512,
    SignatureScheme.RSA_PSS_PSS_SHA256,
    SignatureScheme.RSA_PSS_PSS_SHA384,
    SignatureScheme.RSA_PSS_PSS_SHA512,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.DSA_SHA256,
    SignatureScheme.ECDSA_SHA224,
    SignatureScheme.RSA_PKCS1_SHA224,
)

SHA_1 = (
    SignatureScheme.ECDSA_SHA1,
    SignatureScheme.RSA_PKCS1_SHA1,
    SignatureScheme.DSA_SHA1,
)


ENTRUST_DISTRUST = distrusts(datetime(2024, 11, 11, 23, 59, 59, tzinfo=UTC), *ENTRUST_ROOTS)
CERTIFICATE_COMPATIBILITY = (
    "letsencrypt/website, content/en/docs/cert-compat.md of 2024-07-04: ISRG Root X1 since 8u141,"
    " X2 since 21.0.2; other roots depend on who packaged Java, so none is called lacking"
)
KEY_SIZES = "java.security of the release: RSA and DH of 1024 bits"
NO_AIA = "no AIA unless com.sun.security.enableAIAcaIssuers is set: JDK's PKI Programmer's Guide"
NO_STATIC_RSA = (
    "release notes of Apache Flink 2.3, FLINK-39022: no static RSA since 11.0.30, 17.0.18,"
    " 21.0.10 and 24"
)

JAVA_8 = Client(
    name="Java 8",
    stands_for="Java 8 since 8u341",
    is_mainstream=False,
    protocols=TLS1_2_AND_1_3,
    suites=FORWARD_SECRET_SUITES + STATIC_RSA_SUITES,
    groups=NIST_GROUPS + FINITE_FIELD_GROUPS,
    signature_schemes=ECDSA + RSA_AND_OLDER + SHA_1,
    smallest_rsa=1024,
    smallest_dh=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "https://bugs.openjdk.org/browse/JDK-8266562: the order of suites is that of Java 11",
        (
            "dragonwell-project/dragonwell8, SupportedGroupsExtension.java,"
            " 236f3c363c8d7c306a3a8f267e9b1883d0a04f0b: no x25519 in Java 8"
        ),
        "TLS 1.3 by default since 8u341: general knowledge, not verified; hello not measured",
        CERTIFICATE_COMPATIBILITY,
        KEY_SIZES,
        NO_AIA,
    ),
)
JAVA_11 = Client(
    name="Java 11",
    stands_for="Java 11 since 11.0.30",
    is_mainstream=False,
    protocols=TLS1_2_AND_1_3,
    suites=FORWARD_SECRET_SUITES,
    groups=GROUPS,
    signature_schemes=ECDSA + RSA_AND_OLDER + SHA_1,
    smallest_rsa=1024,
    smallest_dh=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        (
            "measured: hello of Temurin 11.0.13, less the ECDH and static RSA suites that later"
            " updates dropped"
        ),
        NO_STATIC_RSA,
        CERTIFICATE_COMPATIBILITY,
        KEY_SIZES,
        NO_AIA,
    ),
)
JAVA_17 = Client(
    name="Java 17",
    stands_for="Java 17 since 17.0.18",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=FORWARD_SECRET_SUITES,
    groups=GROUPS,
    signature_schemes=ECDSA + EDDSA + RSA_AND_OLDER,
    smallest_rsa=1024,
    smallest_dh=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    distrusts=ENTRUST_DISTRUST,
    sources=(
        "measured: hello of OpenJDK 17.0.21.1 (Debian 12); 17.0.15 still offers static RSA and SHA-1",
        NO_STATIC_RSA,
        "measured: jdk.security.caDistrustPolicies and EntrustTLSPolicy of OpenJDK 17.0.15",
        CERTIFICATE_COMPATIBILITY,
        KEY_SIZES,
        NO_AIA,
    ),
)
JAVA_21 = replace(
    JAVA_17,
    name="Java 21",
    stands_for="Java 21 since 21.0.10, and Java 25",
    sources=(
        (
            "measured: hello of Temurin 21.0.8, less the static RSA and SHA-1 that later updates"
            " dropped; hello of Temurin 25.0.2, which is the same without them"
        ),
        NO_STATIC_RSA,
        "measured: jdk.security.caDistrustPolicies of Temurin 21.0.8",
        CERTIFICATE_COMPATIBILITY,
        KEY_SIZES,
        NO_AIA,
    ),
)
JAVAS = (JAVA_8, JAVA_11, JAVA_17, JAVA_21)
