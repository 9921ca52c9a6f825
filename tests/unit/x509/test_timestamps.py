"""Timestamps of transparency logs are found wherever they are, and hold where the log signed them."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from exporter.model.certificate import Appraisal
from exporter.model.evidence import Enclosure
from exporter.model.transparency import CtLog, LogList, LogState, Timestamp, Transparency
from exporter.words.timestamp_source import TimestampSource
from exporter.x509.appraiser import Appraiser
from tests.unit.x509.elements import bits, integer, octets, oid, seq, tlv
from tests.unit.x509.pki import NOW, Issued, ca, new_key, rsa_key, store_of

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.99"), b"\5\0")
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ROOT = ca("Root")
CA = ca("Issuing CA", ROOT)
LOG_KEY, RSA_LOG_KEY = new_key(), rsa_key()
AT = NOW - timedelta(days=30)
EMBEDDED, HANDSHAKE, STAPLE = TimestampSource


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """The public half."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def log(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, operator: str) -> CtLog:
    """A log in good standing."""
    return CtLog(
        description=f"{operator} 2026",
        operator=operator,
        key=spki(key),
        state=LogState.USABLE,
        since=AT - timedelta(days=400),
    )


LOGS = LogList(
    logs={
        sha256(spki(LOG_KEY)).digest(): log(LOG_KEY, "One"),
        sha256(spki(RSA_LOG_KEY)).digest(): log(RSA_LOG_KEY, "Two"),
    },
    made_at=NOW - timedelta(days=2),
    version="1",
)


def vector(content: bytes, width: int = 2) -> bytes:
    """The content with its length before it."""
    return len(content).to_bytes(width) + content


def timestamp(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, entry: bytes) -> bytes:
    """What a log gives for an entry (RFC 6962, section 3.2), with its length."""
    time = int(AT.timestamp() * 1000).to_bytes(8)
    content = b"\0\0" + time + entry + vector(b"")
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm, signature = b"\4\1", key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    else:
        algorithm, signature = b"\4\3", key.sign(content, ec.ECDSA(hashes.SHA256()))
    log_id = sha256(spki(key)).digest()
    return vector(b"\0" + log_id + time + vector(b"") + algorithm + vector(signature))


def whole(certificate: bytes) -> bytes:
    """The entry of a certificate as it is served."""
    return b"\0\0" + vector(certificate, 3)


def bare(certificate: x509.Certificate, issuer: Issued) -> bytes:
    """That of a certificate before timestamps are embedded."""
    issuer_key = sha256(
        issuer.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    return b"\0\1" + issuer_key.digest() + vector(certificate.tbs_certificate_bytes, 3)


def server(*keys: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, of: Issued = CA) -> Issued:
    """A certificate in which the logs with these keys have their timestamps."""
    key = new_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name.from_rfc4514_string("CN=www.example.com"))
        .issuer_name(CA.name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(AT)
        .not_valid_after(NOW + timedelta(days=60))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("www.example.com")]), critical=False
        )
        .add_extension(UNKNOWN, critical=False)
    )
    assert isinstance(CA.key, ec.EllipticCurvePrivateKey)
    before = bare(builder.sign(CA.key, hashes.SHA256()), of)
    if keys:
        listed = vector(b"".join(timestamp(one, before) for one in keys))
        value = b"\x04\x82" + vector(listed)
        builder = builder.add_extension(x509.UnrecognizedExtension(SCT_LIST, value), critical=False)
    signed = builder.sign(CA.key, hashes.SHA256())
    return Issued(der=signed.public_bytes(Encoding.DER), name=signed.subject, key=key)


def seen(
    *sent: Issued,
    handshake: bytes | None = b"",
    staple: bytes | None = b"",
    logs: LogList | None = LOGS,
) -> Transparency:
    """What is known of a chain."""
    judge = Appraiser([store_of(ROOT)], timer=lambda: 0.0, logs=logs)
    appraisal = appraised(judge, *sent)
    enclosed = Enclosure(staple=staple, timestamps=handshake)
    found = judge.transparency(appraisal, enclosed, now=NOW)
    assert found is not None
    return found


def appraised(judge: Appraiser, *sent: Issued) -> Appraisal:
    """The judgement on the chain."""
    chain = tuple(one.der for one in sent)
    return judge.appraise(chain, server_name="www.example.com", trust=("store",), now=NOW)


def told(one: Timestamp) -> tuple[TimestampSource, str, bool | None]:
    """Where it was, whose it is, and whether it holds."""
    return one.source, one.operator, one.is_signed


def stapled(listed: bytes, times: int = 1) -> bytes:
    """An OCSP response in which timestamps are, its signature left out (RFC 6960, section 4.2.1)."""
    sha1 = seq(oid("1.3.14.3.2.26"), b"\5\0")
    about = seq(sha1, octets(bytes(20)), octets(bytes(20)), integer(4711))
    time = tlv(0x18, b"20260601000000Z")
    timestamps = seq(oid("1.3.6.1.4.1.11129.2.4.5"), octets(octets(listed)))
    single = seq(about, b"\x80\0", time, tlv(0xA1, seq(*[timestamps] * times)))
    data = seq(tlv(0xA2, octets(bytes(20))), time, seq(single))
    basic = seq(data, seq(oid("1.2.840.10045.4.3.2")), bits(b""))
    whole = seq(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))
    return seq(tlv(0x0A, b"\0"), tlv(0xA0, whole))


def test_embedded_ones_are_signed_over_what_the_ca_had_before() -> None:
    """By keys of either kind that logs may have."""
    found = seen(server(LOG_KEY, RSA_LOG_KEY), CA)
    assert list(map(told, found.timestamps)) == [(EMBEDDED, "One", True), (EMBEDDED, "Two", True)]
    assert [one.at for one in found.timestamps] == [AT, AT]
    assert found.operators == {"One", "Two"}
    assert (found.is_whole, found.is_judged) == (True, True)


def test_one_for_another_certificate_does_not_hold() -> None:
    """Such as one that another CA of the same name was to issue."""
    other = ca("Issuing CA", ROOT)
    found = seen(server(LOG_KEY, of=other), CA)
    assert list(map(told, found.timestamps)) == [(EMBEDDED, "One", False)]
    assert found.operators == frozenset()


def test_without_its_issuer_an_embedded_one_cannot_be_verified() -> None:
    """The log signed the hash of the issuer's key as well."""
    assert list(map(told, seen(server(LOG_KEY)).timestamps)) == [(EMBEDDED, "One", None)]


@pytest.mark.parametrize(
    ("sound", "odd"),
    [(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07"), (b"\x55\x1d\x63", b"\x55\x1d\x11")],
    ids=["a version that there is none of", "an extension twice"],
)
def test_embedded_ones_of_a_certificate_that_libraries_refuse_cannot_be_verified(
    sound: bytes, odd: bytes
) -> None:
    """Whatever they raise: it is the server's certificate, and no defect of ours."""
    served = server(LOG_KEY)
    strange = replace(served, der=served.der.replace(sound, odd, 1))
    assert strange != served
    assert list(map(told, seen(strange, CA).timestamps)) == [(EMBEDDED, "One", None)]


def test_one_in_the_handshake_is_signed_over_the_whole_certificate() -> None:
    """Its issuer does not matter."""
    served = server()
    found = seen(served, handshake=vector(timestamp(LOG_KEY, whole(served.der))))
    assert list(map(told, found.timestamps)) == [(HANDSHAKE, "One", True)]
    wrong = seen(served, handshake=vector(timestamp(LOG_KEY, whole(CA.der))))
    assert list(map(told, wrong.timestamps)) == [(HANDSHAKE, "One", False)]


def test_so_is_one_in_the_stapled_response() -> None:
    """A list within two octet strings."""
    served = server()
    found = seen(served, staple=stapled(vector(timestamp(LOG_KEY, whole(served.der)))))
    assert list(map(told, found.timestamps)) == [(STAPLE, "One", True)]


def test_a_stapled_response_that_has_them_twice_has_none() -> None:
    """Which of them counted, nobody could say."""
    listed = vector(timestamp(LOG_KEY, whole(server().der)))
    assert seen(server(), staple=stapled(listed, times=2)).timestamps == ()


def test_logs_that_are_not_on_the_list_are_counted() -> None:
    """And so is whatever has another form; without a list, that is all."""
    served = server(new_key(), LOG_KEY)
    assert [one.log for one in seen(served, CA, logs=None).timestamps] == [None, None]
    assert not seen(served, CA, logs=None).is_judged
    assert list(map(told, seen(served, CA).timestamps)) == [
        (EMBEDDED, "", None),
        (EMBEDDED, "One", True),
    ]
    newer = seen(served, CA, handshake=vector(vector(b"\1 of a later version")))
    assert told(newer.timestamps[-1]) == (HANDSHAKE, "", None)
    assert newer.timestamps[-1].at is None


def test_a_list_that_is_cut_off_holds_nothing_more() -> None:
    """What stands before may be cut off as well."""
    served = server()
    listed = vector(timestamp(LOG_KEY, whole(served.der)))
    for end in range(len(listed)):
        assert seen(served, handshake=listed[:end]).timestamps == ()
        assert seen(served, staple=stapled(listed[:end])).timestamps == ()
    assert seen(served, staple=b"nonsense").timestamps == ()


def test_nobody_knows_of_those_that_were_not_asked_for() -> None:
    """As with a hello that is brief."""
    assert not seen(server(LOG_KEY), CA, handshake=None, staple=None).is_whole


def test_an_old_list_judges_nothing() -> None:
    """Browsers stop asking 70 days after theirs was made."""
    for age, is_judged in ((69, True), (71, False)):
        logs = replace(LOGS, made_at=NOW - timedelta(days=age))
        assert seen(server(LOG_KEY), CA, logs=logs).is_judged is is_judged


def test_other_logs_make_another_judge() -> None:
    """What was judged by one list is judged again by the next."""
    judges = [
        Appraiser([store_of(ROOT)], timer=lambda: 0.0, logs=logs)
        for logs in (None, LOGS, replace(LOGS, version="2"))
    ]
    assert len({judge.stores for judge in judges}) == 3
