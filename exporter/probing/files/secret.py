"""Base64 of a secret, decoded into bytes that can be blotted out: what Python and libraries free stays in memory."""

import binascii
from string import ascii_letters, digits

ALPHABET = f"{ascii_letters[26:]}{ascii_letters[:26]}{digits}+/"
VALUES = {ord(letter): number for number, letter in enumerate(ALPHABET)}
"""RFC 4648, section 4."""
WHITE = frozenset(b" \t\r\n\v\f")
PAD = ord("=")


def from_base64(text: memoryview) -> bytearray:
    """What it stands for, white space passed over; raises binascii.Error."""
    made = bytearray(len(text) * 3 // 4)
    length = bits = count = pads = 0
    for letter in text:
        if letter in WHITE:
            continue
        if letter == PAD:
            pads += 1
            continue
        value = VALUES.get(letter)
        if value is None or pads:
            made[:] = bytes(len(made))
            raise binascii.Error("it is no base64")
        bits, count = bits << 6 & 0xFFFF | value, count + 1
        if count % 4 != 1:
            made[length] = bits >> (-count % 4) * 2 & 0xFF
            length += 1
    if (count + pads) % 4 or pads > 2:
        made[:] = bytes(len(made))
        raise binascii.Error("it ends too early")
    del made[length:]  # in place: room of a fourth more than is used is no reason to move it
    return made
