"""Android's own TLS, as apps use it; its Chrome and Firefox bring their own."""

from dataclasses import replace

from exporter.guide.clients import roots
from exporter.guide.clients.client import TLS1_0_TO_1_2, TLS1_0_TO_1_3, Client, MissingIntermediates
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

ANDROID_7_SUITES = (
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
)

ANDROID_9_SUITES = (
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
)

TLS1_3_SUITES = (
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
)
BORINGSSL_GROUPS = (Group.x25519, Group.secp256r1, Group.secp384r1)

ANDROID_7_SIGNATURE_SCHEMES = (
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.ECDSA_SECP521R1_SHA512,
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.RSA_PKCS1_SHA1,
    SignatureScheme.ECDSA_SHA1,
)
"""Without RSA-PSS, which came to Android later."""

BORINGSSL_SIGNATURE_SCHEMES = (
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.RSA_PSS_RSAE_SHA256,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA384,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA512,
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.RSA_PKCS1_SHA1,
)


# Each version lacks what the next lacks, and what came with the next.
NEWER_THAN_ANDROID_12 = (
    roots.ISRG_ROOT_X2,
    roots.CERTAINLY_ROOT_R1,
    roots.CERTAINLY_ROOT_E1,
    roots.CERTUM_TRUSTED_ROOT_CA,
    roots.CERTUM_EC_384_CA,
    roots.D_TRUST_BR_ROOT_CA_1_2020,
    roots.D_TRUST_EV_ROOT_CA_1_2020,
    roots.D_TRUST_BR_ROOT_CA_2_2023,
    roots.D_TRUST_EV_ROOT_CA_2_2023,
    roots.DIGICERT_TLS_RSA4096_ROOT_G5,
    roots.DIGICERT_TLS_ECC_P384_ROOT_G5,
    roots.GLOBALSIGN_ROOT_R46,
    roots.GLOBALSIGN_ROOT_E46,
    roots.HARICA_TLS_RSA_2021,
    roots.HARICA_TLS_ECC_2021,
    roots.HIPKI_ROOT_CA_G1,
    roots.SECTIGO_ROOT_R46,
    roots.SECTIGO_ROOT_E46,
    roots.SSL_COM_TLS_RSA_2022,
    roots.SSL_COM_TLS_ECC_2022,
    roots.TELEKOM_SECURITY_TLS_RSA_ROOT_2023,
    roots.TELEKOM_SECURITY_TLS_ECC_ROOT_2020,
)
NEWER_THAN_ANDROID_9 = (
    *NEWER_THAN_ANDROID_12,
    roots.GTS_ROOT_R1,
    roots.GTS_ROOT_R3,
    roots.GTS_ROOT_R4,
    roots.MICROSOFT_RSA_ROOT_2017,
    roots.MICROSOFT_ECC_ROOT_2017,
)
NEWER_THAN_ANDROID_7_1_1 = (
    *NEWER_THAN_ANDROID_9,
    roots.SSL_COM_ROOT_RSA,
    roots.SSL_COM_ROOT_ECC,
    roots.SSL_COM_EV_ROOT_RSA_R2,
    roots.SSL_COM_EV_ROOT_ECC,
)
NEWER_THAN_ANDROID_7_0 = (
    *NEWER_THAN_ANDROID_7_1_1,
    roots.ISRG_ROOT_X1,
    roots.AMAZON_ROOT_CA_1,
    roots.AMAZON_ROOT_CA_2,
    roots.AMAZON_ROOT_CA_3,
    roots.AMAZON_ROOT_CA_4,
    roots.HARICA_RSA_2015,
    roots.HARICA_ECC_2015,
)

APPS = "Chrome and Firefox there bring TLS of their own"
NO_AIA = "google/conscrypt, TrustManagerImpl.java: builds chains from what is served, no AIA"
RSA_1024 = (
    "google/conscrypt, ChainStrengthAnalyzer.java, 29916ef38dc9cb4e4c6e3fdb87d4e921546d3ef4:"
    " RSA of 1024 bits"
)
DOCUMENTED_DEFAULTS = (
    "LineageOS/android_libcore, ojluni/src/main/java/javax/net/ssl/SSLSocket.java,"
    " 0683197c00015273bbdcf5435f54053f40de9fc1: protocols and suites by API level"
)
CERTIFICATE_COMPATIBILITY = (
    "letsencrypt/website, content/en/docs/cert-compat.md of 2024-07-04:"
    " ISRG Root X1 since Android 7.1.1, X2 since Android 14"
)
ROOT_STORE = "AOSP, platform/system/ca-certificates of that version, as listed by tlstrust 2.9.0"

ANDROID_7_0 = Client(
    name="Android 7.0",
    stands_for=f"apps on Android 7.0; {APPS}",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=ANDROID_7_SUITES,
    groups=(Group.secp256r1,),
    signature_schemes=ANDROID_7_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    lacking_roots=NEWER_THAN_ANDROID_7_0,
    sources=(
        DOCUMENTED_DEFAULTS,
        "https://zitseng.com/archives/12787: no group but P-256",
        "google/boringssl, ssl/t1_lib.c of 2016, kVerifySignatureAlgorithms: no RSA-PSS on Android",
        CERTIFICATE_COMPATIBILITY,
        ROOT_STORE,
        RSA_1024,
        NO_AIA,
    ),
)
ANDROID_7_1_1 = Client(
    name="Android 7.1.1",
    stands_for=f"apps on Android 7.1.1 and 7.1.2; {APPS}",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=ANDROID_7_SUITES,
    groups=(Group.secp256r1, Group.secp384r1, Group.secp521r1),
    signature_schemes=ANDROID_7_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    lacking_roots=NEWER_THAN_ANDROID_7_1_1,
    sources=(
        (
            "CalebFenton/AndroidFrameworkSmali, android-25/com/android/org/conscrypt/NativeCrypto.smali,"
            " 495030b9fd9aa428662bd5b203b4f2d6d3f04f88: suites"
        ),
        DOCUMENTED_DEFAULTS,
        (
            "google/boringssl, ssl/t1_lib.c of 2016, BORINGSSL_ANDROID_SYSTEM: P-256, P-384, P-521;"
            " whether x25519 is offered was not verified"
        ),
        CERTIFICATE_COMPATIBILITY,
        "roots that AOSP's Android 8 lacks too, as listed by tlstrust 2.9.0",
        RSA_1024,
        NO_AIA,
    ),
)
ANDROID_9 = Client(
    name="Android 9",
    stands_for=f"apps on Android 9; {APPS}",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=ANDROID_9_SUITES,
    groups=BORINGSSL_GROUPS,
    signature_schemes=BORINGSSL_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    lacking_roots=NEWER_THAN_ANDROID_9,
    sources=(
        DOCUMENTED_DEFAULTS,
        "no DHE since Android 8: general knowledge, not verified",
        "groups and signature schemes as recorded of Android 11: not verified for Android 9",
        CERTIFICATE_COMPATIBILITY,
        ROOT_STORE,
        RSA_1024,
        NO_AIA,
    ),
)
ANDROID_12 = Client(
    name="Android 12",
    stands_for=f"apps on Android 12; {APPS}",
    is_mainstream=True,
    protocols=TLS1_0_TO_1_3,
    suites=TLS1_3_SUITES + ANDROID_9_SUITES,
    groups=BORINGSSL_GROUPS,
    signature_schemes=BORINGSSL_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    lacking_roots=NEWER_THAN_ANDROID_12,
    sources=(
        (
            "google/conscrypt, NativeCrypto.java, 014685ed7aefc77e5bafd36877e4a6450cf96d33:"
            " suites, TLS 1.0 to 1.3"
        ),
        "TLS 1.3 by default since Android 10: general knowledge, not verified",
        (
            "refraction-networking/utls, u_parrots.go, HelloAndroid_11_OkHttp:"
            " groups and signature schemes"
        ),
        CERTIFICATE_COMPATIBILITY,
        ROOT_STORE,
        RSA_1024,
        NO_AIA,
    ),
)
ANDROID_14 = replace(
    ANDROID_12,
    name="Android 14",
    stands_for=f"apps on Android 14 or newer; {APPS}",
    lacking_roots=(),
    sources=(
        (
            "google/conscrypt, NativeCrypto.java, 014685ed7aefc77e5bafd36877e4a6450cf96d33:"
            " suites, TLS 1.0 to 1.3"
        ),
        "groups and signature schemes as recorded of Android 11: not verified for Android 14",
        (
            "the root store is updated apart from the system since Android 14, so none is called"
            " lacking: general knowledge, not verified"
        ),
        CERTIFICATE_COMPATIBILITY,
        RSA_1024,
        NO_AIA,
    ),
)
ANDROIDS = (ANDROID_7_0, ANDROID_7_1_1, ANDROID_9, ANDROID_12, ANDROID_14)
