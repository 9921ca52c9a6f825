"""Step 8: what is accepted and should not be, whom it shuts out, and servers that refuse all."""

from dataclasses import replace

from exporter.lab.baselines import (
    A_BROWSER,
    groups_on,
    overridden,
    sound,
    sound_but,
    versions_on,
    weak_ciphers_on,
    without_tls,
)
from exporter.lab.certificates import Key, Leaf, ServedChain
from exporter.lab.deployment import Legacy, TlsServer, listening
from exporter.lab.expectation import ABSENT, metric
from exporter.lab.primes import OF_1024_BITS
from exporter.lab.scenario import Scenario, Watch
from exporter.words.cipher_class import CipherClass
from exporter.words.cipher_suites import CipherSuite
from exporter.words.protocol import Protocol
from exporter.words.sslv2_cipher import Sslv2Cipher
from exporter.words.standing import Standing
from exporter.words.step import Step

RSA = ServedChain(leaf=Leaf(key=Key.RSA_2048))
WITH_RSA_KEY = metric("tls_certificate_info", 1, key="RSA 2048")
CLASSIC_GROUPS = groups_on("x25519", "secp256r1")
WITHOUT_X25519MLKEM768 = metric("tls_key_exchange_group_enabled", 0, group="X25519MLKEM768")

CLIENT_CERTIFICATE_DEMANDED = sound(
    metric("tls_probe_success", 0),
    metric("tls_probe_failure", 1, phase="handshake", reason="client_certificate_required"),
    metric("tls_handshake_success", 0, address="127.0.0.1"),
    metric("tls_negotiated_info", ABSENT),
    notes={"compatibility_client_certificate_required"},
)

COMPATIBILITY: tuple[Scenario, ...] = (
    Scenario(
        name="tls12-only",
        title="TLS 1.2 alone is on, which is in order",
        deployment=listening(TlsServer(strongest=Protocol.TLS1_2)),
        expectation=sound(
            *versions_on(Protocol.TLS1_2),
            *CLASSIC_GROUPS,
            metric("tls_negotiated_info", 1, protocol="TLSv1.2"),
            notes={"compatibility_no_post_quantum"},
        ),
    ),
    Scenario(
        name="tls13-only",
        title="TLS 1.3 alone is on, which is in order",
        deployment=listening(TlsServer(weakest=Protocol.TLS1_3)),
        expectation=sound(*versions_on(Protocol.TLS1_3), metric("tls_dh_group_size", ABSENT)),
    ),
    Scenario(
        name="no-post-quantum",
        title="No key exchange would withstand a quantum computer",
        deployment=listening(TlsServer(groups="x25519:secp256r1:secp384r1")),
        expectation=sound(
            *CLASSIC_GROUPS, WITHOUT_X25519MLKEM768, notes={"compatibility_no_post_quantum"}
        ),
    ),
    Scenario(
        name="late-refusal",
        title="TLS 1.0 and 1.1 are agreed on and refused a moment later",
        deployment=listening(
            TlsServer(
                weakest=Protocol.TLS1_0,
                refuses_to_complete=(Protocol.TLS1_0, Protocol.TLS1_1),
            )
        ),
        expectation=sound(),
    ),
    Scenario(
        name="sslv2",
        title="SSLv2 is still on",
        deployment=listening(
            TlsServer(
                chain=RSA,
                legacy=Legacy(
                    sslv2_ciphers=(
                        Sslv2Cipher.SSL_CK_RC4_128_WITH_MD5,
                        Sslv2Cipher.SSL_CK_DES_192_EDE3_CBC_WITH_MD5,
                    )
                ),
            )
        ),
        expectation=sound_but(
            findings={"compatibility_sslv2_enabled", "compatibility_weak_cipher_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(
                *versions_on(Protocol.SSLV2, Protocol.TLS1_2, Protocol.TLS1_3),
                *weak_ciphers_on(CipherClass.RC4, CipherClass.TRIPLE_DES),
                WITH_RSA_KEY,
            ),
        ),
    ),
    Scenario(
        name="sslv3",
        title="SSLv3 is still on",
        deployment=listening(
            TlsServer(
                chain=RSA,
                legacy=Legacy(
                    protocols=(Protocol.SSLV3,),
                    suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,),
                ),
            )
        ),
        expectation=sound_but(
            findings={"compatibility_sslv3_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(
                *versions_on(Protocol.SSLV3, Protocol.TLS1_2, Protocol.TLS1_3),
                WITH_RSA_KEY,
            ),
        ),
    ),
    Scenario(
        name="old-protocols",
        title="TLS 1.0 and 1.1 are still on",
        deployment=listening(TlsServer(weakest=Protocol.TLS1_0)),
        expectation=sound_but(
            findings={"compatibility_tls1_0_enabled", "compatibility_tls1_1_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=versions_on(Protocol.TLS1_0, Protocol.TLS1_1, Protocol.TLS1_2, Protocol.TLS1_3),
        ),
    ),
    Scenario(
        name="tls10-only",
        title="TLS 1.0 is all that is on",
        deployment=listening(TlsServer(weakest=Protocol.TLS1_0, strongest=Protocol.TLS1_0)),
        expectation=sound_but(
            findings={
                "compatibility_tls1_0_enabled",
                "compatibility_no_modern_protocol",
                "compatibility_no_post_quantum",
                "compatibility_client_shut_out",
            },
            failing={Step.COMPATIBILITY},
            metrics=(
                *versions_on(Protocol.TLS1_0),
                *CLASSIC_GROUPS,
                metric("tls_negotiated_info", 1, protocol="TLSv1.0"),
                metric("tls_client_supported", 0, client=A_BROWSER),
            ),
        ),
    ),
    Scenario(
        name="tls13-demanded",
        title="TLS 1.2 is on, though TLS 1.3 is demanded",
        watch=Watch(minimum_protocol=Protocol.TLS1_3),
        deployment=listening(TlsServer()),
        expectation=sound_but(
            findings={"compatibility_tls1_2_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(),
        ),
    ),
    Scenario(
        name="weak-ciphers",
        title="Suites without encryption or authentication are accepted",
        deployment=listening(TlsServer(ciphers="ALL:COMPLEMENTOFALL")),
        expectation=sound_but(
            findings={"compatibility_weak_cipher_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(*weak_ciphers_on(CipherClass.NULL, CipherClass.ANONYMOUS),),
        ),
    ),
    Scenario(
        name="rc4-3des",
        title="RC4 and triple DES are accepted",
        deployment=listening(
            TlsServer(
                chain=RSA,
                legacy=Legacy(
                    protocols=(Protocol.TLS1_2,),
                    suites=(
                        CipherSuite.TLS_ECDHE_RSA_WITH_RC4_128_SHA,
                        CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
                    ),
                ),
            )
        ),
        expectation=sound_but(
            findings={"compatibility_weak_cipher_enabled"},
            failing={Step.COMPATIBILITY},
            metrics=(
                *weak_ciphers_on(CipherClass.RC4, CipherClass.TRIPLE_DES),
                WITH_RSA_KEY,
            ),
        ),
    ),
    Scenario(
        name="no-forward-secrecy",
        title="Whoever gets the key can read what was recorded before",
        deployment=listening(
            TlsServer(chain=RSA, strongest=Protocol.TLS1_2, ciphers="kRSA:!eNULL")
        ),
        expectation=sound_but(
            findings={
                "compatibility_no_forward_secrecy",
                "compatibility_no_post_quantum",
                "compatibility_client_shut_out",  # Go and Java have given such suites up
            },
            failing={Step.COMPATIBILITY},
            metrics=(
                *versions_on(Protocol.TLS1_2),
                metric("tls_forward_secrecy", 0),
                metric("tls_key_exchange_group_enabled", 0, group="x25519"),
                metric("tls_dh_group_size", ABSENT),
                metric("tls_negotiated_info", 1, protocol="TLSv1.2"),
                metric("tls_client_supported", 1, client=A_BROWSER),
                metric("tls_client_supported", 0, client="Go"),
                WITH_RSA_KEY,
            ),
        ),
    ),
    Scenario(
        name="weak-dh",
        title="The Diffie-Hellman prime has 1024 bits",
        deployment=listening(TlsServer(chain=RSA, dh_prime=OF_1024_BITS)),
        expectation=sound(
            metric("tls_dh_group_size", 1024),
            WITH_RSA_KEY,
            notes={"compatibility_weak_dh"},
            standing=Standing.WARNING,
        ),
    ),
    Scenario(
        name="client-shut-out",
        title="Only a group that browsers do not know is on",
        deployment=listening(TlsServer(groups="x448")),
        expectation=sound_but(
            findings={"compatibility_client_shut_out", "compatibility_no_post_quantum"},
            failing={Step.COMPATIBILITY},
            metrics=(
                *groups_on("x448"),
                WITHOUT_X25519MLKEM768,
                metric("tls_client_supported", 0, client=A_BROWSER),
            ),
        ),
    ),
    Scenario(
        name="no-certificate",
        title="The server has no certificate loaded",
        deployment=listening(TlsServer(chain=None)),
        expectation=without_tls(
            finding="compatibility_handshake_refused",
            failing=Step.COMPATIBILITY,
            metrics=(
                metric(
                    "tls_probe_failure", 1, phase="handshake", reason="tls_alert_handshake_failure"
                ),
                metric("tls_protocol_enabled", 0, protocol="TLSv1.0"),
                metric("tls_protocol_enabled", 0, protocol="TLSv1.1"),
                # Alert 40 does not tell whether it is the version that is refused.
                metric("tls_protocol_enabled", ABSENT, protocol="TLSv1.2"),
            ),
        ),
    ),
    Scenario(
        name="mutual-tls",
        title="The server demands a client certificate; its own is seen",
        deployment=listening(TlsServer(demands_client_certificate=True)),
        expectation=CLIENT_CERTIFICATE_DEMANDED,
    ),
    Scenario(
        name="mutual-tls12",
        title="TLS 1.2 refuses a missing client certificate in the handshake",
        deployment=listening(TlsServer(strongest=Protocol.TLS1_2, demands_client_certificate=True)),
        expectation=replace(
            CLIENT_CERTIFICATE_DEMANDED,
            findings=CLIENT_CERTIFICATE_DEMANDED.findings | {"compatibility_no_post_quantum"},
            metrics=overridden(
                CLIENT_CERTIFICATE_DEMANDED.metrics,
                (*versions_on(Protocol.TLS1_2), *CLASSIC_GROUPS),
            ),
        ),
    ),
)
