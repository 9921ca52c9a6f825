"""The servers that clients are tried on: those with which clients fare differently, all speaking HTTP."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from exporter.lab.certificates import LabAuthority, Leaf, SentChain, Validity, Word
from tests.real.programs.authority import SERVER, Order
from tests.real.programs.gnutls import running_gnutls_serv
from tests.real.programs.large_hello_box import behind_a_box
from tests.real.programs.openssl import running_s_server
from tests.real.programs.set_ups import HOST, OAKLEY_GROUP_2, SET_UPS, Ground, SetUp

ANY = "ALL:@SECLEVEL=0"
ONLY_3DES = "NONE:+VERS-TLS1.2:+3DES-CBC:+SHA1:+RSA:+ECDHE-RSA:+CURVE-ALL:+SIGN-ALL:+COMP-NULL"
CURVE = "EC -pkeyopt ec_paramgen_curve:"
NAMED = f"subjectAltName=DNS:{HOST}"
RSA_OF = "RSA -pkeyopt rsa_keygen_bits:"


def ordered(name: str, order: Order, *options: str) -> SetUp:
    """OpenSSL's test server with a certificate made to order."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        deployment = ground.authority.deploy(order)
        all_options = ("-www", *options)
        return running_s_server(ground.program("openssl"), ground.folder, deployment, *all_options)

    return SetUp(name=name, configuration=" ".join(options), start=start)


def served(name: str, chain: SentChain) -> SetUp:
    """The same with a chain of the lab."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        deployment = ground.deployments.deploy(HOST, chain)
        binary, staple = ground.program("openssl"), deployment.staple_file
        stapled = ("-status_file", staple) if staple else ()
        return running_s_server(binary, ground.folder, deployment, "-www", *stapled)

    return SetUp(name=name, configuration="", start=start)


def s_server(name: str, *options: str) -> SetUp:
    """The same with an RSA key, and options of its own."""
    return ordered(name, Order(), *options)


def weak_dh(name: str, *options: str) -> SetUp:
    """The same with a prime of 1024 bits for DHE."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        parameters = ground.folder / "oakley-group-2.pem"
        parameters.write_text(OAKLEY_GROUP_2)
        return s_server(name, *options, "-dhparam", str(parameters)).start(ground)

    return SetUp(name=name, configuration=" ".join(options), start=start)


def gnutls_serv(name: str, priority: str) -> SetUp:
    """GnuTLS's test server with an RSA key."""

    def start(ground: Ground) -> AbstractContextManager[int]:
        deployment = ground.authority.deploy(Order())
        binary = ground.program("gnutls-serv")
        return running_gnutls_serv(binary, ground.folder, deployment, priority)

    return SetUp(name=name, configuration=priority, start=start)


@contextmanager
def boxed(ground: Ground) -> Iterator[int]:
    """A sound server behind a box that drops large hellos."""
    with s_server("").start(ground) as backend, behind_a_box(backend) as port:
        yield port


def usual(name: str) -> SetUp:
    """One of those that scans are tried on."""
    return next(one for one in SET_UPS if one.name == name)


CLIENT_SET_UPS = (
    *map(usual, ("nginx-intermediate", "nginx-tls10", "nginx-tls11-tls13", "haproxy", "gnutls")),
    *map(usual, ("gnutls-rc4",)),
    s_server("tls12", "-tls1_2"),
    s_server("tls13", "-tls1_3"),
    s_server("tls11", "-tls1_1", "-cipher", ANY),
    s_server("p521", "-groups", "P-521"),
    s_server("x448", "-groups", "X448"),
    s_server("ffdhe3072", "-tls1_3", "-groups", "ffdhe3072"),
    s_server("secp256k1", "-tls1_2", "-groups", "secp256k1", "-cipher", "ECDHE"),
    s_server("brainpool", "-tls1_2", "-groups", "brainpoolP256r1", "-cipher", "ECDHE"),
    s_server("rsa-transport", "-tls1_2", "-cipher", "kRSA:!eNULL"),
    s_server("dhe-2048", "-tls1_2", "-cipher", "DHE"),
    weak_dh("dhe-1024", "-tls1_2", "-cipher", "DHE:@SECLEVEL=0"),
    s_server("cbc-sha256", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA256"),
    s_server("ccm", "-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"),
    s_server("sha1-handshake", "-tls1_2", "-cipher", ANY, "-sigalgs", "RSA+SHA1"),
    s_server("client-certificate-wanted", "-verify", "1"),
    gnutls_serv("only-3des", ONLY_3DES),
    gnutls_serv("no-safe-renegotiation", "NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION"),
    SetUp(name="large-hello-box", configuration="", start=boxed),
    ordered("rsa-pss-key", Order(key="RSA-PSS -pkeyopt rsa_keygen_bits:2048")),
    ordered("rsa-1024", Order(key=f"{RSA_OF}1024"), "-cipher", ANY),
    ordered("rsa-4096", Order(key=f"{RSA_OF}4096")),
    ordered("ed25519", Order(key="ED25519")),
    ordered("ed448", Order(key="ED448")),
    ordered("key-p384", Order(key=f"{CURVE}P-384")),
    ordered("key-p521", Order(key=f"{CURVE}P-521")),
    ordered("key-secp256k1", Order(key=f"{CURVE}secp256k1"), "-tls1_2"),
    ordered("key-brainpool", Order(key=f"{CURVE}brainpoolP256r1"), "-tls1_2"),
    ordered("key-dsa", Order(key="DSA"), "-tls1_2", "-cipher", ANY),
    ordered("sha1-leaf", Order(digest="sha1"), "-cipher", ANY),
    ordered("sha1-intermediate", Order(digest_of_intermediates="sha1"), "-cipher", ANY),
    ordered("chain-of-11", Order(intermediates=10)),
    ordered("chain-of-8", Order(intermediates=7)),
    ordered("common-name-only", Order(extensions=SERVER)),
    ordered("wrong-name", Order(extensions=(*SERVER, "subjectAltName=DNS:other.test"))),
    ordered(
        "for-clients-only",
        Order(extensions=("extendedKeyUsage=clientAuth", NAMED)),
    ),
    ordered(
        "for-netscape-clients-only",
        Order(extensions=(*SERVER, NAMED, "nsCertType=client")),
    ),
    ordered("must-staple", Order(extensions=(*SERVER, NAMED, "tlsfeature=5"))),
    ordered("only-enciphers", Order(extensions=(*SERVER, NAMED, "keyUsage=keyEncipherment"))),
    ordered(
        "only-signs",
        Order(extensions=(*SERVER, NAMED, "keyUsage=digitalSignature")),
        *("-tls1_2", "-cipher", "kRSA:!eNULL"),
    ),
    ordered(
        "only-agrees",
        Order(key=f"{CURVE}P-256", extensions=(*SERVER, NAMED, "keyUsage=keyAgreement")),
    ),
    ordered("any-purpose", Order(extensions=(NAMED, "extendedKeyUsage=anyExtendedKeyUsage"))),
    ordered("no-purpose", Order(extensions=(NAMED,))),
    ordered("wildcard-below-top", Order(extensions=(*SERVER, "subjectAltName=DNS:*.test"))),
    ordered("leaf-is-ca", Order(extensions=("basicConstraints=critical,CA:TRUE", NAMED))),
    served(  # a leaf of its own, as Firefox remembers that it was revoked
        "revoked-by-staple",
        SentChain(leaf=Leaf(validity=Validity(age=30, left=59)), staple=Word.REVOKED),
    ),
    served("message-of-56-kib", SentChain(leaf=Leaf(further_names=3000))),
    served("message-of-93-kib", SentChain(leaf=Leaf(further_names=5000))),
    served("message-of-111-kib", SentChain(leaf=Leaf(further_names=6000))),
    served("expired", SentChain(leaf=Leaf(validity=Validity(age=90, left=-1)))),
    served("not-yet-valid", SentChain(leaf=Leaf(validity=Validity(age=-1, left=90)))),
    served("self-signed", SentChain(leaf=Leaf(issuer=None), above=())),
    served("incomplete", SentChain(above=())),
    served(
        "unknown-root",
        SentChain(
            leaf=Leaf(issuer=LabAuthority.UNKNOWN_INTERMEDIATE),
            above=(LabAuthority.UNKNOWN_INTERMEDIATE,),
        ),
    ),
    served(
        "expired-intermediate",
        SentChain(
            leaf=Leaf(issuer=LabAuthority.EXPIRED_INTERMEDIATE),
            above=(LabAuthority.EXPIRED_INTERMEDIATE,),
        ),
    ),
    served(
        "out-of-order",
        SentChain(
            leaf=Leaf(issuer=LabAuthority.LOWER_INTERMEDIATE),
            above=(LabAuthority.UPPER_INTERMEDIATE, LabAuthority.LOWER_INTERMEDIATE),
        ),
    ),
    served("root-included", SentChain(above=(LabAuthority.INTERMEDIATE, LabAuthority.ROOT))),
)
"""In the order of the document."""
