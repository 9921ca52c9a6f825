"""OpenSSL at its defaults, as curl, Python, PHP and Ruby meet it on a server or desktop."""

from exporter.guide.clients.client import Client, MissingIntermediates
from exporter.model.protocol import Protocol
from exporter.tls.cipher_suites import CipherSuite
from exporter.tls.groups import Group
from exporter.tls.signature_scheme import SignatureScheme

TLS1_2_AND_1_3 = (Protocol.TLS1_2, Protocol.TLS1_3)

OPENSSL_1_0_2_SUITES = (
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_CAMELLIA_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_SEED_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_SEED_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_SEED_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_CAMELLIA_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_IDEA_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_ECDH_RSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_ECDH_ECDSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)
"""Static DH left out, as nobody serves it."""

OPENSSL_1_1_1_SUITES = (
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
)
"""Those of 3.0 and 3.5 as well."""

OPENSSL_1_0_2_GROUPS = (
    Group.secp256r1,
    Group.secp521r1,
    Group.brainpoolP512r1,
    Group.brainpoolP384r1,
    Group.secp384r1,
    Group.brainpoolP256r1,
    Group.secp256k1,
    Group.sect571r1,
    Group.sect571k1,
    Group.sect409k1,
    Group.sect409r1,
    Group.sect283k1,
    Group.sect283r1,
)

OPENSSL_1_0_2_SIGNATURE_SCHEMES = (
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.ECDSA_SECP521R1_SHA512,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.DSA_SHA256,
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.RSA_PKCS1_SHA224,
    SignatureScheme.ECDSA_SHA224,
    SignatureScheme.RSA_PKCS1_SHA1,
    SignatureScheme.DSA_SHA1,
    SignatureScheme.ECDSA_SHA1,
)

SHA_2_SIGNATURE_SCHEMES = (
    SignatureScheme.ECDSA_SECP256R1_SHA256,
    SignatureScheme.ECDSA_SECP384R1_SHA384,
    SignatureScheme.ECDSA_SECP521R1_SHA512,
    SignatureScheme.ED25519,
    SignatureScheme.ED448,
    SignatureScheme.RSA_PSS_PSS_SHA256,
    SignatureScheme.RSA_PSS_PSS_SHA384,
    SignatureScheme.RSA_PSS_PSS_SHA512,
    SignatureScheme.RSA_PSS_RSAE_SHA256,
    SignatureScheme.RSA_PSS_RSAE_SHA384,
    SignatureScheme.RSA_PSS_RSAE_SHA512,
    SignatureScheme.RSA_PKCS1_SHA256,
    SignatureScheme.RSA_PKCS1_SHA384,
    SignatureScheme.RSA_PKCS1_SHA512,
    SignatureScheme.ECDSA_SHA224,
    SignatureScheme.RSA_PKCS1_SHA224,
    SignatureScheme.DSA_SHA256,
)


NO_AIA = "no AIA: docs of X509_verify_cert; the missing certificate is error 20"
SYSTEM_ROOTS = "the roots are the system's: none is called lacking"
LEVEL_2 = (
    "security level 2, RSA and DH of 2048 bits: docs of SSL_CTX_set_security_level; that Debian,"
    " Ubuntu, Fedora, Python since 3.10 and OpenSSL since 3.2 are at it: measured on Debian 12 and"
    " with 3.5.7, else general knowledge, not verified"
)

OPENSSL_1_0_2 = Client(
    name="OpenSSL 1.0.2",
    stands_for="Python of Ubuntu 16.04 and RHEL 7, Node.js 8",
    is_mainstream=False,
    protocols=(Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2),
    suites=OPENSSL_1_0_2_SUITES,
    groups=OPENSSL_1_0_2_GROUPS,
    signature_schemes=OPENSSL_1_0_2_SIGNATURE_SCHEMES,
    smallest_dh=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "measured: hello of OpenSSL 1.0.2s in Node.js 8.17.0 with the ciphers DEFAULT",
        "DH of 1024 bits since 1.0.2f: general knowledge, 1024 measured to pass, less not verified",
        (
            "SSLv3 is left out, as curl, Python and distributions switch it off:"
            " general knowledge, not verified"
        ),
        NO_AIA,
        SYSTEM_ROOTS,
    ),
)
OPENSSL_1_1_1 = Client(
    name="OpenSSL 1.1.1",
    stands_for="curl, Python and PHP of Ubuntu 18.04; "
    "those of Debian 10 and 11, Ubuntu 20.04 and RHEL 8 want TLS 1.2 and 2048 bits",
    is_mainstream=False,
    protocols=(Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3),
    suites=OPENSSL_1_1_1_SUITES,
    groups=(
        Group.x25519,
        Group.secp256r1,
        Group.x448,
        Group.secp521r1,
        Group.secp384r1,
    ),
    signature_schemes=(
        *SHA_2_SIGNATURE_SCHEMES,
        SignatureScheme.ECDSA_SHA1,
        SignatureScheme.RSA_PKCS1_SHA1,
        SignatureScheme.DSA_SHA1,
    ),
    smallest_rsa=1024,
    smallest_dh=1024,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "measured: hello of OpenSSL 1.1.1n in Node.js 12.22.12 with the ciphers DEFAULT",
        "security level 1, RSA and DH of 1024 bits: docs of SSL_CTX_set_security_level",
        NO_AIA,
        SYSTEM_ROOTS,
    ),
)
OPENSSL_3_0 = Client(
    name="OpenSSL 3.0",
    stands_for="curl, Python and PHP of Debian 12, Ubuntu 22.04 and 24.04, RHEL 9 up to 9.4",
    is_mainstream=True,
    # The hello offers TLS 1.0 and 1.1 too; their MD5 with SHA-1 is below security level 1.
    protocols=TLS1_2_AND_1_3,
    suites=OPENSSL_1_1_1_SUITES,
    groups=(
        Group.x25519,
        Group.secp256r1,
        Group.x448,
        Group.secp521r1,
        Group.secp384r1,
        Group.ffdhe2048,
        Group.ffdhe3072,
        Group.ffdhe4096,
        Group.ffdhe6144,
        Group.ffdhe8192,
    ),
    signature_schemes=SHA_2_SIGNATURE_SCHEMES,
    smallest_rsa=2048,
    smallest_dh=2048,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "measured: hello of openssl s_client 3.0.19 (Debian 12); curl 7.88.1 sends the same",
        "measured: Python 3.11 offers the suites of ECDHE and DHE only, without SHA-1",
        "measured: refuses DH of 1024 bits",
        LEVEL_2,
        NO_AIA,
        SYSTEM_ROOTS,
    ),
)
OPENSSL_3_5 = Client(
    name="OpenSSL 3.5",
    stands_for="Python and PHP of Debian 13, Node.js 24",
    is_mainstream=True,
    protocols=TLS1_2_AND_1_3,
    suites=OPENSSL_1_1_1_SUITES,
    groups=(
        Group.X25519MLKEM768,
        Group.x25519,
        Group.secp256r1,
        Group.x448,
        Group.secp384r1,
        Group.secp521r1,
        Group.ffdhe2048,
        Group.ffdhe3072,
    ),
    signature_schemes=(
        SignatureScheme.MLDSA65,
        SignatureScheme.MLDSA87,
        SignatureScheme.MLDSA44,
        *SHA_2_SIGNATURE_SCHEMES,
    ),
    smallest_rsa=2048,
    smallest_dh=2048,
    missing_intermediates=MissingIntermediates.FAILS,
    sources=(
        "measured: hello of OpenSSL 3.5.7 in Node.js 24.19.0 with the ciphers DEFAULT",
        "measured: refuses DH of 1024 bits",
        LEVEL_2,
        NO_AIA,
        SYSTEM_ROOTS,
    ),
)
OPENSSLS = (OPENSSL_1_0_2, OPENSSL_1_1_1, OPENSSL_3_0, OPENSSL_3_5)
