"""Browsers of today, and an iPhone from before TLS 1.3."""

from datetime import UTC, datetime

from exporter.guide.clients import roots
from exporter.guide.clients.client import (
    TLS1_0_TO_1_2,
    TLS1_2_AND_1_3,
    Client,
    MissingIntermediates,
)
from exporter.guide.clients.distrusts import DIGICERT_FIRST_ROOTS, ENTRUST_ROOTS, distrusts
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

CHROMIUM_SUITES = (
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
)

FIREFOX_SUITES = (
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
)

SAFARI_SUITES = (
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)

IOS_12_SUITES = (
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)

CHROMIUM_SIGNATURE_SCHEMES = (
    SignatureScheme.MLDSA44,
    SignatureScheme.MLDSA65,
    SignatureScheme.MLDSA87,
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.RSA_PSS_RSAE_SHA256,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA384,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA512,
    SignatureScheme.RSA_PKCS1_SHA512,
)

CHROME = Client(
    name="Chrome",
    stands_for="Chrome and Chromium 131 or newer, on desktops and Android",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=CHROMIUM_SUITES,
    groups=(Group.X25519MLKEM768, Group.x25519, Group.secp256r1, Group.secp384r1),
    signature_schemes=CHROMIUM_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FETCHES,
    lacking_roots=(
        *DIGICERT_FIRST_ROOTS,  # still built in, no longer trusted
        roots.BJCA_GLOBAL_ROOT_CA1,
        roots.BJCA_GLOBAL_ROOT_CA2,
        roots.CERTUM_TRUSTED_NETWORK_CA_2,
        roots.HARICA_RSA_2015,
        roots.HARICA_ECC_2015,
        roots.IDENTRUST_PUBLIC_SECTOR_ROOT_CA_1,
        roots.NETLOCK_ARANY,
        roots.QUOVADIS_ROOT_CA_1_G3,
        roots.SECOM_TLS_RSA_ROOT_CA_2024,
        roots.SECOM_TLS_ECC_ROOT_CA_2024,
        roots.SECURESIGN_ROOT_CA14,
        roots.SECURESIGN_ROOT_CA15,
        roots.STARFIELD_SERVICES_ROOT_G2,
        roots.TELIA_RSA_TLS_ROOT_CA_V3,
        roots.TELIA_EC_TLS_ROOT_CA_V3,
        roots.TRUSTASIA_GLOBAL_ROOT_CA_G3,
        roots.TRUSTASIA_GLOBAL_ROOT_CA_G4,
        roots.TWCA_ROOT,
    ),
    # Chrome goes by the earliest signed certificate timestamp, which comes with issuance.
    distrusts=(
        *distrusts(datetime(2024, 11, 11, 23, 59, 59, tzinfo=UTC), *ENTRUST_ROOTS),
        *distrusts(
            datetime(2025, 7, 31, 23, 59, 59, tzinfo=UTC),
            roots.EPKI_ROOT,
            roots.HIPKI_ROOT_CA_G1,
        ),
        *distrusts(
            datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC),
            roots.DIGICERT_ASSURED_ID_ROOT_G2,
            roots.DIGICERT_ASSURED_ID_ROOT_G3,
            roots.DIGICERT_TRUSTED_ROOT_G4,
        ),
    ),
    longest_lifetime=398,
    sources=(
        "measured: hello of Chromium 156.0.8078.108 (Debian 12)",
        "cryptodatahub 1.6.1, tls/client.json: Chromium 152",
        "measured: roots of certifi 2026.10.19 that are not built into Chromium 156.0.8078.108",
        "Google Security Blog: Sustaining Digital Certificate Security, Entrust Certificate Distrust",
        (
            "chromium/chromium, net/data/ssl/chrome_root_store/root_store.textproto,"
            " c076418dc96836106b8e93b3456fb9f97253dd39: sct_not_after_sec of the Entrust roots"
        ),
        "https://securityonline.info/google-chrome-to-distrust-chunghwa-telecom-netlock-tls-certificates/",
        "https://knowledge.digicert.com/alerts/digicert-tls-root-strategy-aligning-with-industry-standards",
        "https://knowledge.digicert.com/alerts/google-chrome-root-removal-trusted-root-g4-assured-id-g2-id-g3",
        "chromium/chromium, net/cert/cert_verify_proc.cc, HasTooLongValidity",
        "chromium/chromium, net/cert/cert_verify_proc_android.cc, TryVerifyWithAIAFetching",
        "RSA of 1024 bits, AIA on desktops: general knowledge, not verified",
    ),
)
EDGE = Client(
    name="Edge",
    stands_for="current Edge, which is built on Chromium",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=CHROMIUM_SUITES,
    groups=CHROME.groups,
    signature_schemes=CHROMIUM_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FETCHES,
    longest_lifetime=398,
    sources=(
        (
            "https://learn.microsoft.com/en-us/deployedge/microsoft-edge-security-cert-verification:"
            " Chromium's verifier, Microsoft's list of roots"
        ),
        "hello as Chromium 156: the same engine, not measured in Edge",
        "roots that Microsoft distrusts after a date: not looked up",
        "RSA of 1024 bits: general knowledge, not verified",
    ),
)
FIREFOX = Client(
    name="Firefox",
    stands_for="Firefox 132 or newer, on desktops",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=FIREFOX_SUITES,
    # Without suites of DHE the ffdhe groups serve TLS 1.3 alone.
    groups=(
        Group.X25519MLKEM768,
        Group.x25519,
        Group.secp256r1,
        Group.secp384r1,
        Group.secp521r1,
        Group.ffdhe2048,
        Group.ffdhe3072,
    ),
    signature_schemes=(
        SignatureScheme.ECDSA_SECP256R1_SHA256,
        SignatureScheme.ECDSA_SECP384R1_SHA384,
        SignatureScheme.ECDSA_SECP521R1_SHA512,
        SignatureScheme.RSA_PSS_RSAE_SHA256,
        SignatureScheme.RSA_PSS_RSAE_SHA384,
        SignatureScheme.RSA_PSS_RSAE_SHA512,
        SignatureScheme.RSA_PKCS1_SHA256,
        SignatureScheme.RSA_PKCS1_SHA384,
        SignatureScheme.RSA_PKCS1_SHA512,
        SignatureScheme.ECDSA_SHA1,
        SignatureScheme.RSA_PKCS1_SHA1,
    ),
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.KNOWS,
    lacking_roots=DIGICERT_FIRST_ROOTS,
    distrusts=distrusts(datetime(2024, 11, 30, 23, 59, 59, tzinfo=UTC), *ENTRUST_ROOTS),
    # Mozilla asks CAs for 398 days and does not enforce it.
    sources=(
        "measured: hello of Firefox 153.7.0esr (Debian 12)",
        "cryptodatahub 1.6.1, tls/client.json: Firefox 151 and 152",
        "https://blog.mozilla.org/security/2020/11/13/preloading-intermediate-ca-certificates-into-firefox/",
        "https://wiki.mozilla.org/Security/CryptoEngineering/Intermediate_Preloading: desktop only",
        "https://sslmate.com/blog/post/entrust_distrust_more_disruptive_than_intended",
        "https://knowledge.digicert.com/alerts/digicert-tls-root-strategy-aligning-with-industry-standards",
        (
            "mozilla, security/certverifier/NSSCertDBTrustDomain.cpp, CheckValidityIsAcceptable:"
            " no limit of the lifetime"
        ),
        "mozilla, security/certverifier/CertVerifier.cpp, MIN_RSA_BITS_WEAK",
    ),
)
SAFARI = Client(
    name="Safari",
    stands_for="Safari on iOS 26, iPadOS 26 and macOS 26 or newer",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=SAFARI_SUITES,
    groups=(
        Group.X25519MLKEM768,
        Group.x25519,
        Group.secp256r1,
        Group.secp384r1,
        Group.secp521r1,
    ),
    signature_schemes=(
        SignatureScheme.ECDSA_SECP256R1_SHA256,
        SignatureScheme.RSA_PSS_RSAE_SHA256,
        SignatureScheme.RSA_PKCS1_SHA256,
        SignatureScheme.ECDSA_SECP384R1_SHA384,
        SignatureScheme.RSA_PSS_RSAE_SHA384,
        SignatureScheme.RSA_PKCS1_SHA384,
        SignatureScheme.RSA_PSS_RSAE_SHA512,
        SignatureScheme.RSA_PKCS1_SHA512,
        SignatureScheme.RSA_PKCS1_SHA1,
    ),
    smallest_rsa=2048,
    missing_intermediates=MissingIntermediates.FETCHES,
    distrusts=distrusts(datetime(2024, 11, 15, 23, 59, 59, tzinfo=UTC), *ENTRUST_ROOTS),
    longest_lifetime=398,
    sources=(
        (
            "refraction-networking/utls, HelloSafari_26_3, as carried to metacubex/utls;"
            " that iOS sends the same: not verified"
        ),
        "https://support.apple.com/en-us/103769: RSA of 2048 bits since iOS 13 and macOS 10.15",
        "https://support.apple.com/en-us/102028: 398 days",
        "https://support.apple.com/en-us/121668: Entrust; of AffirmTrust read as far as Networking",
        "fetches by AIA: general knowledge, not verified",
    ),
)
IOS_12 = Client(
    name="iOS 12",
    stands_for="Safari and apps on iOS 12.0 and 12.1, before TLS 1.3",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=IOS_12_SUITES,
    groups=(Group.x25519, Group.secp256r1, Group.secp384r1, Group.secp521r1),
    signature_schemes=(
        SignatureScheme.ECDSA_SECP256R1_SHA256,
        SignatureScheme.RSA_PSS_RSAE_SHA256,
        SignatureScheme.RSA_PKCS1_SHA256,
        SignatureScheme.ECDSA_SECP384R1_SHA384,
        SignatureScheme.ECDSA_SHA1,
        SignatureScheme.RSA_PSS_RSAE_SHA384,
        SignatureScheme.RSA_PKCS1_SHA384,
        SignatureScheme.RSA_PSS_RSAE_SHA512,
        SignatureScheme.RSA_PKCS1_SHA512,
        SignatureScheme.RSA_PKCS1_SHA1,
    ),
    missing_intermediates=MissingIntermediates.FETCHES,
    lacking_roots=(roots.ISRG_ROOT_X2,),
    sources=(
        "refraction-networking/utls, u_parrots.go, HelloIOS_12_1",
        (
            "letsencrypt/website, content/en/docs/cert-compat.md of 2024-07-04: ISRG Root X1 since iOS 10,"
            " X2 since iOS 16"
        ),
        "fetches by AIA: general knowledge, not verified; other roots: not looked up",
    ),
)
BROWSERS = (CHROME, EDGE, FIREFOX, SAFARI, IOS_12)
