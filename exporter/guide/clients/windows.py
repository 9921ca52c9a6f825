"""Schannel of Windows, as .NET and Internet Explorer 11 use it."""

from dataclasses import replace

from exporter.guide.clients.client import TLS1_0_TO_1_2, TLS1_0_TO_1_3, Client, MissingIntermediates
from exporter.words.cipher_suites import CipherSuite
from exporter.words.groups import Group
from exporter.words.signature_scheme import SignatureScheme

WINDOWS_7_SUITES = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA,
)
"""ECDHE with RSA has no GCM, DHE with RSA and ECDHE with ECDSA have: that is no slip."""

WINDOWS_10_SUITES = (
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)

WINDOWS_11_SUITES = (
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
)
"""Those that pass SCH_USE_STRONG_CRYPTO."""

WINDOWS_10_GROUPS = (Group.x25519, Group.secp256r1, Group.secp384r1)

WINDOWS_7_SIGNATURE_SCHEMES = (
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.RSA_PKCS1_SHA1,
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.ECDSA_SHA1,
    SignatureScheme.DSA_SHA1,
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.ECDSA_SECP521R1_SHA512,
)

WINDOWS_10_SIGNATURE_SCHEMES = (
    SignatureScheme.RSA_PSS_RSAE_SHA256,
    SignatureScheme.RSA_PSS_RSAE_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA512,
    *WINDOWS_7_SIGNATURE_SCHEMES,
)

SUITES_BY_VERSION = "MicrosoftDocs/win32, desktop-src/SecAuthN/tls-cipher-suites-in-windows-"
CURVES = (
    "https://learn.microsoft.com/en-us/windows/win32/secauthn/"
    "tls-elliptic-curves-in-windows-10-1607-and-later"
)
PROTOCOLS = (
    "https://learn.microsoft.com/en-us/windows/win32/secauthn/protocols-in-tls-ssl--schannel-ssp-:"
    " general knowledge, not verified"
)
SIGNATURES = (
    "https://github.com/ToddMaxey/SChannel-settings: default signature schemes;"
    " the order and those of Windows 7: general knowledge, not verified"
)
RSA_1024 = (
    "https://learn.microsoft.com/en-us/archive/blogs/pki/rsa-keys-under-1024-bits-are-blocked"
)
DH_LIMITS = "DH of 1024 to 4096 bits: general knowledge, not verified"
AIA = (
    "https://learn.microsoft.com/en-us/dotnet/api/system.security.cryptography."
    "x509certificates.x509chainpolicy.disablecertificatedownloads: AIA by default"
)
CERTIFICATE_COMPATIBILITY = (
    "letsencrypt/website, content/en/docs/cert-compat.md of 2024-07-04: ISRG Root X1 and X2;"
    " roots come by automatic update, so none is called lacking"
)
AIA_OF_IE = "fetches by AIA: general knowledge, not verified"

NET_ON_WINDOWS_10 = Client(
    name=".NET on Windows 10",
    stands_for="programs of .NET on Windows 10 since 1809 and Windows Server 2019",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=WINDOWS_10_SUITES,
    groups=WINDOWS_10_GROUPS,
    signature_schemes=WINDOWS_10_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    smallest_dh=1024,
    largest_dh=4096,
    missing_intermediates=MissingIntermediates.FETCHES,
    sources=(
        f"{SUITES_BY_VERSION}10-v1809.md: Windows 10 1809 and Server 2019",
        CURVES,
        PROTOCOLS,
        SIGNATURES,
        RSA_1024,
        DH_LIMITS,
        AIA,
        CERTIFICATE_COMPATIBILITY,
    ),
)
NET_ON_WINDOWS_11 = replace(
    NET_ON_WINDOWS_10,
    name=".NET on Windows 11",
    stands_for="programs of .NET on Windows 11 and Windows Server 2022",
    protocols=TLS1_0_TO_1_3,
    suites=WINDOWS_11_SUITES,
    sources=(
        f"{SUITES_BY_VERSION}11.md: Windows 11 and Server 2022",
        CURVES,
        PROTOCOLS,
        SIGNATURES,
        RSA_1024,
        DH_LIMITS,
        AIA,
        CERTIFICATE_COMPATIBILITY,
    ),
)
IE_11_ON_WINDOWS_7 = Client(
    name="IE 11 on Windows 7",
    stands_for="Internet Explorer 11 on Windows 7 with update 3042058",
    is_mainstream=False,
    protocols=TLS1_0_TO_1_2,
    suites=WINDOWS_7_SUITES,
    groups=(Group.secp256r1, Group.secp384r1),
    signature_schemes=WINDOWS_7_SIGNATURE_SCHEMES,
    smallest_rsa=1024,
    smallest_dh=1024,
    largest_dh=4096,
    missing_intermediates=MissingIntermediates.FETCHES,
    sources=(
        f"{SUITES_BY_VERSION}7.md: with update 3042058",
        "no RC4 since August 2016, and P-521 off: general knowledge, not verified",
        SIGNATURES,
        RSA_1024,
        DH_LIMITS,
        AIA_OF_IE,
        CERTIFICATE_COMPATIBILITY,
    ),
)
IE_11_ON_WINDOWS_8_1 = replace(
    IE_11_ON_WINDOWS_7,
    name="IE 11 on Windows 8.1",
    stands_for="Internet Explorer 11 on Windows 8.1 with update 2919355",
    sources=(
        f"{SUITES_BY_VERSION}8-1.md: with update 2919355, the same as Windows 7",
        "no RC4 since August 2016, and P-521 off: general knowledge, not verified",
        SIGNATURES,
        RSA_1024,
        DH_LIMITS,
        AIA_OF_IE,
        CERTIFICATE_COMPATIBILITY,
    ),
)
IE_11_ON_WINDOWS_10 = replace(
    NET_ON_WINDOWS_10,
    name="IE 11 on Windows 10",
    stands_for="Internet Explorer 11 on Windows 10 since 1809",
    sources=(
        f"{SUITES_BY_VERSION}10-v1809.md",
        CURVES,
        SIGNATURES,
        RSA_1024,
        DH_LIMITS,
        AIA_OF_IE,
        CERTIFICATE_COMPATIBILITY,
    ),
)
WINDOWS = (
    NET_ON_WINDOWS_10,
    NET_ON_WINDOWS_11,
    IE_11_ON_WINDOWS_7,
    IE_11_ON_WINDOWS_8_1,
    IE_11_ON_WINDOWS_10,
)
