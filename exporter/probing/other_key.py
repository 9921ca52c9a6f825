"""What a server presents to a client that cannot use keys of some kinds."""

from OpenSSL import crypto

from exporter.probing.door import Door
from exporter.probing.openssl import OpenSslClient
from exporter.probing.tls_context import HandshakeContext
from exporter.tls.server_reply import PresentedKey, Reply
from exporter.words.ending import Ending, Unreadable
from exporter.words.key_type import KeyType

KEY_TYPES = {
    crypto.TYPE_RSA: KeyType.RSA,
    crypto.TYPE_DSA: KeyType.DSA,
    crypto.TYPE_EC: KeyType.ECDSA,
    912: KeyType.RSA_PSS,
    1087: KeyType.ED25519,
    1088: KeyType.ED448,
    -1: KeyType.MLDSA,
}
"""By OpenSSL's numbers; keys of its newer kinds have none, and of those servers have ML-DSA alone."""

MOST_BYTES = 64 * 1024
"""Of the certificates of one kind, as they are kept until the scan is over."""


class OtherKeyDialogue:
    """A whole handshake by a brief hello, of which the certificates matter alone."""

    def __init__(self, context: HandshakeContext, door: Door, *, patience: float) -> None:
        self._client = OpenSslClient(context, door.server_name, asks_for_staple=False)
        self._patience: float | None = patience

    def receive(self, data: bytes) -> Reply | None:
        """Takes what came; None = more is needed."""
        self._client.hear(data)
        is_through = self._client.is_through(self._client.tls.do_handshake)
        if not is_through:
            return None
        return is_through if isinstance(is_through, Ending) else self._presented()

    def to_send(self) -> bytes:
        """What OpenSSL has to say."""
        return self._client.said()

    def patience(self) -> float | None:
        """For the handshake."""
        patience, self._patience = self._patience, None
        return patience

    def ended(self, how: Ending) -> Reply:
        """What was presented, whatever became of the connection after it."""
        return self._presented() if self._client.chain else how

    def _presented(self) -> Reply:
        chain = self._client.chain
        weight = sum(map(len, chain))
        if weight > MOST_BYTES:
            return Unreadable(f"certificates of {weight} bytes")
        return PresentedKey(key_type(chain[0]) or KeyType.OTHER, chain)


def key_type(der: bytes) -> KeyType | None:
    """The kind of the key in a certificate; None where it cannot be told."""
    try:
        key = crypto.load_certificate(crypto.FILETYPE_ASN1, der).get_pubkey()
    except crypto.Error:
        return None
    return KEY_TYPES.get(key.type())
