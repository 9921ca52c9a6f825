"""A valid public value of each group that TLS 1.3 has, for key shares to which nobody has a key.

The base points and generators (SP 800-186, section 3.2.1; RFC 5639; RFC 7748, section 4; RFC 7919,
appendix A; RFC 8998), and of ML-KEM the encapsulation key of zeros (FIPS 203, section 7.2).
"""

from collections.abc import Mapping
from types import MappingProxyType

from exporter.words.groups import Group

P256 = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
P384 = bytes.fromhex(
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"
)
P521 = bytes.fromhex(
    "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ff"
    "a8de3348b3c1856a429bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd1727"
    "3e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"
)
BRAINPOOL_P256 = bytes.fromhex(
    "048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262"
    "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997"
)
BRAINPOOL_P384 = bytes.fromhex(
    "041d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e"
    "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315"
)
BRAINPOOL_P512 = bytes.fromhex(
    "0481aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f"
    "7c6d5047406a5e688b352209bcb9f8227dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2"
    "dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892"
)
SM2 = bytes.fromhex(
    "0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
X25519 = (9).to_bytes(32, "little")
X448 = (5).to_bytes(56, "little")
ML_KEM_512, ML_KEM_768, ML_KEM_1024 = bytes(800), bytes(1184), bytes(1568)

PUBLIC_VALUES: Mapping[Group, bytes] = MappingProxyType(
    {
        Group.secp256r1: P256,
        Group.secp384r1: P384,
        Group.secp521r1: P521,
        Group.x25519: X25519,
        Group.x448: X448,
        Group.brainpoolP256r1tls13: BRAINPOOL_P256,
        Group.brainpoolP384r1tls13: BRAINPOOL_P384,
        Group.brainpoolP512r1tls13: BRAINPOOL_P512,
        Group.ffdhe2048: (2).to_bytes(256),
        Group.ffdhe3072: (2).to_bytes(384),
        Group.ffdhe4096: (2).to_bytes(512),
        Group.ffdhe6144: (2).to_bytes(768),
        Group.ffdhe8192: (2).to_bytes(1024),
        Group.MLKEM512: ML_KEM_512,
        Group.MLKEM768: ML_KEM_768,
        Group.MLKEM1024: ML_KEM_1024,
        Group.X25519MLKEM768: ML_KEM_768 + X25519,
        Group.SecP256r1MLKEM768: P256 + ML_KEM_768,
        Group.SecP384r1MLKEM1024: P384 + ML_KEM_1024,
        Group.curveSM2MLKEM768: SM2 + ML_KEM_768,
    }
)
