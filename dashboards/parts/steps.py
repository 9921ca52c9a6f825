"""The nine steps of the guide: what each asks, what shows it, what to do."""

from dashboards.parts.evidence import EvidenceTable, StepEvidence, labels, listed, number, state
from dashboards.parts.measures import (
    AGE,
    AGE_FORMULA,
    CHANGES_FORMULA,
    COUNT,
    DAYS_LEFT,
    DH_BITS,
    DIFFERENT_CERTIFICATES_FORMULA,
    DURATION,
    LIFE_LEFT_FORMULA,
    MOMENT,
    MOMENT_FORMULA,
    NOT_AFTER,
    NOT_BEFORE,
    SHARE,
    SHARE_OF_LIFE,
)
from dashboards.parts.table import Cell
from dashboards.parts.words import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PROTOCOLS,
    RED,
    Word,
    good_or_bad,
    good_or_untidy,
    more_or_less,
    odd_or_usual,
)
from exporter.words.cipher_class import CipherClass
from exporter.words.protocol import Protocol
from exporter.words.step import Step

ADDRESS = {"address": "Address"}
FILES = {"file": "File"}
CERTIFICATES = ADDRESS | {"key_type": "Key type"}
"""One address may serve several, by the kind of their keys."""
SAME_EVERYWHERE = (
    Word(value=1, text="the same at every address", color=GREEN),
    *(Word(value=count, text=f"{count} different ones", color=ORANGE) for count in range(2, 6)),
)
ROOT_SENT = (
    Word(value=1, text="sent along", color=BLUE),
    Word(value=0, text="left out", color=GREEN),
)
OLD_PROTOCOL = odd_or_usual("accepted", "refused")
REVOKED = (
    Word(value=1, text="revoked", color=RED),
    Word(value=0, text="not revoked", color=GREEN),
)
NEW_PROTOCOL = (
    Word(value=1, text="accepted", color=GREEN),
    Word(value=0, text="refused", color=GREY),
)
CLIENT = good_or_untidy("gets through", "shut out")
SHUT_OUT = (Word(value=1, text="yes, and does not", color=RED),)
PREFERRED = (Word(value=1, text="preferred", color=GREEN),)

PORT = StepEvidence(
    step=Step.PORT,
    question="Is the port open at every address?",
    advice="**Refused:** start the web server and see that it listens (`ss -ltnp`).\n\n"
    "**Timeout:** open the port in the security group and in the firewall.\n\n"
    "**Only the origin is closed:** allow the WAF's addresses there.",
    tables=(
        EvidenceTable(
            title="1 · Addresses",
            description="Every address the name led to and every origin of the configuration, with "
            "what became of a TCP connection to it. Fails in: the share of the last connections, where only some fail.",
            rows=ADDRESS,
            facts=(
                labels("tls_port_state", {"role": "Role", "state": "State"}),
                labels("tls_probe_failure", {"reason": "Reason"}, phase="connect"),
                state(
                    "Port", "tls_port_open", good_or_bad("open", "closed"), by=("address", "role")
                ),
                number("Fails in", "tls_probe_failure_ratio", SHARE, phase="connect"),
                number(
                    "Connecting took", "tls_probe_phase_duration_seconds", DURATION, phase="connect"
                ),
            ),
        ),
    ),
)

SERVER_CONFIG = StepEvidence(
    step=Step.SERVER_CONFIG,
    question="Does the server speak TLS for this name?",
    advice="Test the configuration (`nginx -t`, `apachectl configtest`), look for `listen … ssl` "
    "and the right `server_name`, save, reload, and read the error log.",
    needs="the web server's files (`server` of the target); from the network, only a server that "
    "does not answer in TLS for this name is seen to fail",
    tables=(
        EvidenceTable(
            title="2 · TLS at the port",
            description="Whether a TLS handshake was completed, whatever the certificate, and if "
            "not, why. Fails in: the share of the last handshakes, where only some fail.",
            rows=ADDRESS,
            facts=(
                labels("tls_probe_failure", {"reason": "Reason"}, phase="handshake"),
                state("Handshake", "tls_handshake_success", good_or_bad("completed", "failed")),
                number("Fails in", "tls_probe_failure_ratio", SHARE, phase="handshake"),
                number(
                    "Handshake took",
                    "tls_probe_phase_duration_seconds",
                    DURATION,
                    phase="handshake",
                ),
            ),
        ),
        EvidenceTable(
            title="2 · Configurations",
            description="Whether the web server would start again with its configuration, as far as "
            "the exporter reads it.",
            rows=FILES,
            facts=(
                state("Configuration", "tls_server_config_valid", good_or_bad("sound", "refused")),
            ),
        ),
        EvidenceTable(
            title="2 · Problems of files",
            description="What is found of the web server's files beside whether it starts, what it presents and who may read them.",
            rows=FILES | {"code": "Finding"},
            facts=(state("Problem", "tls_file_problem", odd_or_usual("present", "absent")),),
        ),
        EvidenceTable(
            title="2 · Certificates in files",
            description="Every certificate in the files that the configuration names, with its end.",
            rows=FILES | {"fingerprint_sha256": "SHA-256 fingerprint"},
            facts=(
                number(
                    "Valid until",
                    "tls_file_certificate_not_after_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                    width=165,
                ),
            ),
        ),
        EvidenceTable(
            title="2 · Certificate files",
            description="Whether each address presents what the file of its configuration holds.",
            rows=ADDRESS | FILES,
            facts=(
                state(
                    "The file",
                    "tls_served_certificate_matches_file",
                    good_or_untidy("is served", "is not served"),
                ),
            ),
        ),
    ),
)

CERTIFICATE = StepEvidence(
    step=Step.CERTIFICATE,
    question="Is the certificate valid, for this name, and trusted?",
    advice="**Expired:** renew, install, reload.\n\n**Wrong name:** order one that lists every name "
    "in use.\n\n**Not trusted:** with a well-known issuer go on with step 6, otherwise take a CA of "
    "the browsers' root programs.",
    tables=(
        EvidenceTable(
            title="3 · Certificate",
            description="What each address serves. The share of its life that is left says more "
            "than days: automatic renewal comes when a third is left, or earlier. By turns: so many chains "
            "come at one address, as several servers answer there, and the worst is told.",
            rows=CERTIFICATES,
            facts=(
                labels(
                    "tls_certificate_info", {"subject": "Subject", "issuer": "Issuer", "key": "Key"}
                ),
                number("By turns", "tls_certificate_alternates", COUNT, width=80),
                number("Valid until", NOT_AFTER, MOMENT, formula=MOMENT_FORMULA, width=165),
                number(
                    "Renew from",
                    "tls_certificate_renewal_window_start_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                    width=165,
                ),
                number(
                    "Renew until",
                    "tls_certificate_renewal_window_end_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                    width=165,
                ),
                number(
                    "Days left",
                    "tls_certificate_expiry_days",
                    DAYS_LEFT,
                    cell=Cell.COLORED_TEXT,
                    width=90,
                ),
                number(
                    "Life left",
                    NOT_AFTER,
                    SHARE_OF_LIFE,
                    formula=LIFE_LEFT_FORMULA,
                    cell=Cell.GAUGE,
                    width=140,
                ),
            ),
        ),
        EvidenceTable(
            title="3 · Name and trust",
            description="Whether the certificate covers the server name, and what each trust store "
            "says of the chain, the name left out.",
            rows=CERTIFICATES | {"trust_store": "Trust store"},
            facts=(
                labels("tls_certificate_trust_failure", {"reason": "Reason"}),
                state("Chain", "tls_certificate_trusted", good_or_bad("trusted", "not trusted")),
                state(
                    "Name",
                    "tls_certificate_matches_host",
                    good_or_bad("covered", "not covered"),
                    by=("address", "key_type"),
                ),
                state(
                    "Issued by",
                    "tls_certificate_self_signed",
                    odd_or_usual("itself", "another"),
                    by=("address", "key_type"),
                ),
                number("SCTs", "tls_certificate_scts", COUNT, by=("address", "key_type")),
                number(
                    "by operators",
                    "tls_certificate_sct_operators",
                    COUNT,
                    by=("address", "key_type"),
                ),
            ),
        ),
        EvidenceTable(
            title="3 · Revocation",
            description="What the CA says of each certificate of the path, by the answer that the server "
            "staples, by OCSP and in its list, where these hold; nothing where nobody knows.",
            rows=CERTIFICATES | {"source": "Source", "serial": "Serial", "subject": "Certificate"},
            facts=(state("Revoked", "tls_certificate_revoked", REVOKED),),
        ),
    ),
)

DNS = StepEvidence(
    step=Step.DNS,
    question="Does the name lead to the right addresses?",
    advice="**Elsewhere at all resolvers:** correct the record at the DNS provider.\n\n**Elsewhere "
    "at one:** a cache; wait for its time to live, or flush it.\n\n**No answer:** look at the zone's "
    "name servers.",
    tables=(
        EvidenceTable(
            title="4 · Resolvers",
            description="What each resolver of the configuration answers. As expected is said only "
            "where the target has expected_ips.",
            rows={"resolver": "Resolver"},
            facts=(
                state("Lookup", "tls_dns_lookup_success", good_or_bad("answered", "failed")),
                state(
                    "Addresses", "tls_dns_matches_expected", good_or_bad("as expected", "elsewhere")
                ),
                state("Signatures", "tls_dns_validated", more_or_less("checked", "not checked")),
                number("A", "tls_dns_addresses", COUNT, rrtype="A"),
                number("AAAA", "tls_dns_addresses", COUNT, rrtype="AAAA"),
                number("Time to live", "tls_dns_ttl_seconds", AGE),
                number("Old answer for", "tls_dns_cache_stale_seconds", AGE),
            ),
        ),
        EvidenceTable(
            title="4 · The name as a whole",
            description="Whether any two resolvers that answered have an address in common, how "
            "long the slowest took, and why lookups failed.",
            rows={},
            height=3,
            facts=(
                labels("tls_probe_failure", {"reason": "Reason"}, phase="dns"),
                state("Resolvers", "tls_dns_resolvers_agree", good_or_untidy("agree", "disagree")),
                state(
                    "Zone's own servers",
                    "tls_dns_authoritative_agree",
                    good_or_untidy("agree", "disagree"),
                ),
                number("Slowest answer", "tls_probe_phase_duration_seconds", DURATION, phase="dns"),
            ),
        ),
    ),
)

CLIENT_CACHE = StepEvidence(
    step=Step.CLIENT_CACHE,
    question="Does the visitor's browser show the past?",
    advice="Does only one person see the error? Open a private window, clear the browser's cache, "
    "flush its sockets. If addresses serve different certificates, the fault is at the server.",
    needs="a certificate that is presented",
    tables=(
        EvidenceTable(
            title="5 · What is served where, since when",
            description="The certificate at each address, and how often it changed in the time "
            "range of the dashboard: a browser that shows another one remembers, or looks through "
            "a proxy.",
            rows=CERTIFICATES,
            facts=(
                labels(
                    "tls_certificate_info",
                    {"serial": "Serial", "fingerprint_sha256": "SHA-256 fingerprint"},
                ),
                number("Valid from", NOT_BEFORE, MOMENT, formula=MOMENT_FORMULA, width=165),
                number(
                    "Last seen",
                    "tls_certificate_seen_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                    width=165,
                ),
                number(
                    "Replaced another",
                    "tls_certificate_changed_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                    width=165,
                ),
                number("Changes", NOT_BEFORE, COUNT, formula=CHANGES_FORMULA, width=90),
                state(
                    "Certificate",
                    "tls_certificate_info",
                    SAME_EVERYWHERE,
                    by=(),
                    formula=DIFFERENT_CERTIFICATES_FORMULA,
                ),
            ),
        ),
        EvidenceTable(
            title="5 · HSTS",
            description="For how long browsers let nobody click a certificate error away, where the "
            "server says so.",
            rows=ADDRESS,
            facts=(number("HSTS", "tls_hsts_max_age_seconds", DURATION),),
        ),
    ),
)

CHAIN = StepEvidence(
    step=Step.CHAIN,
    question="Is the chain of certificates complete?",
    advice="Append the missing intermediate below the server's certificate in its file, leave the "
    "root out, reload. *Works on my computer, fails on phones* is this step.",
    tables=(
        EvidenceTable(
            title="6 · Certificates as sent",
            description="How many certificates the server sends, its own included, in which shape, "
            "and when the first on the path that a trust store accepts ends.",
            rows=CERTIFICATES,
            facts=(
                number("Sent", "tls_chain_length", COUNT),
                state("Order", "tls_chain_ordered", good_or_untidy("in order", "out of order")),
                number("Strangers", "tls_chain_unrelated_certificates", COUNT),
                state("Root", "tls_chain_includes_root", ROOT_SENT),
                state(
                    "Missing issuers",
                    "tls_chain_aia_completable",
                    good_or_bad("can be fetched", "cannot be fetched"),
                ),
                number(
                    "Chain valid until",
                    "tls_chain_not_after_timestamp_seconds",
                    MOMENT,
                    formula=MOMENT_FORMULA,
                ),
            ),
        ),
        EvidenceTable(
            title="6 · Completeness",
            description="Whether the certificates as sent lead to an anchor of the trust store, "
            "whatever their dates.",
            rows=CERTIFICATES | {"trust_store": "Trust store"},
            facts=(state("Chain", "tls_chain_complete", good_or_bad("complete", "incomplete")),),
        ),
    ),
)

PRIVATE_KEY = StepEvidence(
    step=Step.PRIVATE_KEY,
    question="Does the private key belong to the certificate?",
    advice="Compare the public keys: `openssl x509 -noout -pubkey -in site.crt | openssl sha256` and "
    "`openssl pkey -pubout -in site.key | openssl sha256` must print the same sum.",
    needs="the web server's files (`server` of the target)",
    tables=(
        EvidenceTable(
            title="7 · Private keys",
            description="Whether each private key belongs to the certificate beside it.",
            rows=FILES,
            facts=(
                state(
                    "Key",
                    "tls_private_key_matches_certificate",
                    good_or_bad("belongs to its certificate", "does not belong"),
                ),
            ),
        ),
    ),
)

COMPATIBILITY = StepEvidence(
    step=Step.COMPATIBILITY,
    question="Can today's browsers and devices connect?",
    advice="**Too old:** let the server accept TLS 1.2 and 1.3 only (`ssl_protocols` in nginx, "
    "`SSLProtocol` in Apache).\n\n**Weak ciphers, no forward secrecy:** take the runbook's list of "
    "ECDHE suites (`ssl_ciphers`, `SSLCipherSuite`).\n\n**A client shut out:** offer TLS 1.2 over "
    "P-256 and x25519, send the whole chain, and try an old phone.",
    tables=(
        EvidenceTable(
            title="8 · Protocol versions",
            description="Which versions the endpoint accepts, as far as the last scan and the last "
            "handshake show; an empty cell is not known.",
            rows=ADDRESS,
            facts=(
                *(
                    listed(
                        protocol.value,
                        "tls_protocol_enabled",
                        NEW_PROTOCOL if protocol.strength >= 1.2 else OLD_PROTOCOL,
                        width=100,
                        protocol=protocol.value,
                    )
                    for protocol in Protocol
                ),
                state("Weakest", "tls_weakest_protocol", PROTOCOLS),
                number("Last scan", "tls_scan_timestamp_seconds", AGE, formula=AGE_FORMULA),
                number("Connections", "tls_scan_connections", COUNT),
                state("Scan", "tls_scan_complete", good_or_untidy("complete", "cut short")),
            ),
        ),
        EvidenceTable(
            title="8 · Ciphers and key exchange",
            description="Whether a weak class of cipher suites is accepted at any version, whether "
            "any key exchange has forward secrecy, the shortest prime of DHE, and whether the most "
            "common post-quantum group is accepted; an empty cell is not known, or not in use.",
            rows=ADDRESS,
            facts=(
                *(
                    listed(
                        cipher_class.value,
                        "tls_weak_cipher_enabled",
                        OLD_PROTOCOL,
                        width=100,
                        cipher_class=cipher_class.value,
                    )
                    for cipher_class in CipherClass
                ),
                state("Forward secrecy", "tls_forward_secrecy", good_or_untidy("yes", "none")),
                number(
                    "DH prime",
                    "tls_dh_group_size",
                    DH_BITS,
                    cell=Cell.COLORED_TEXT,
                    is_worst_when_low=True,
                ),
                state(
                    "X25519MLKEM768",
                    "tls_key_exchange_group_enabled",
                    NEW_PROTOCOL,
                    group="X25519MLKEM768",
                ),
            ),
        ),
        EvidenceTable(
            title="8 · Key exchange groups",
            description="Every group that the scan asked about, under its registered name. One is "
            "preferred if the server chooses it whatever the client's order and key share.",
            rows=ADDRESS | {"group": "Group"},
            facts=(
                listed("Answer", "tls_key_exchange_group_enabled", NEW_PROTOCOL),
                listed("Choice", "tls_key_exchange_group_preferred", PREFERRED),
            ),
            height=7,
            sort_by="Answer",
            is_descending=True,
        ),
        EvidenceTable(
            title="8 · Clients",
            description="Which browsers, devices and libraries would get a connection and trust "
            "the chain, worked out from what the server accepts and sends. Only common ones that "
            "are shut out are a finding, which says why.",
            rows=ADDRESS | {"client": "Client"},
            facts=(
                listed("Connection", "tls_client_supported", CLIENT),
                listed("Must get through", "tls_client_shut_out", SHUT_OUT),
            ),
            height=8,
            sort_by="Connection",
        ),
        EvidenceTable(
            title="8 · Agreed in the ordinary handshake",
            description="What a modern client and the server settle on.",
            rows=ADDRESS,
            facts=(
                labels(
                    "tls_negotiated_info",
                    {
                        "protocol": "Protocol",
                        "cipher": "Cipher",
                        "group": "Key exchange group",
                        "alpn": "ALPN",
                    },
                ),
                state(
                    "Client certificate",
                    "tls_client_certificate_requested",
                    odd_or_usual("asked for", "not asked for"),
                ),
            ),
        ),
    ),
)

PERMISSIONS = StepEvidence(
    step=Step.PERMISSIONS,
    question="May the web server read its files, and nobody else the key?",
    advice="See every directory on the way (`namei -l /etc/nginx/ssl/site.key`); usual are 750 for "
    "directories, 640 or 600 for keys, 644 for certificates.",
    needs="the web server's files (`server` of the target)",
    tables=(
        EvidenceTable(
            title="9 · Readable files",
            description="Whether the user as whom the server opens each file can read it.",
            rows=FILES | {"user": "User"},
            facts=(
                state(
                    "Permission", "tls_file_readable", good_or_bad("can be read", "cannot be read")
                ),
            ),
        ),
        EvidenceTable(
            title="9 · Private keys",
            description="Whether every user of the machine can get at the private key.",
            rows=FILES,
            facts=(
                state("Key", "tls_private_key_exposed", odd_or_usual("open to everybody", "kept")),
            ),
        ),
    ),
)

STEPS: tuple[StepEvidence, ...] = (
    PORT,
    SERVER_CONFIG,
    CERTIFICATE,
    DNS,
    CLIENT_CACHE,
    CHAIN,
    PRIVATE_KEY,
    COMPATIBILITY,
    PERMISSIONS,
)
"""In the order of the guide."""
