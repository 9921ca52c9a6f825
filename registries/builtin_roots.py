"""Mozilla's built-in roots that are trusted for older certificates only, as its PKCS #11 module says.

Run: python -m registries.builtin_roots [libnssckbi.so] > exporter/guide/clients/distrust/mozilla.toml
"""

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

MODULE = "libnssckbi.so"
"""Of Debian's package libnss3."""
INITIALIZE, GET_SLOT_LIST, OPEN_SESSION, GET_ATTRIBUTE = 0, 4, 12, 24
FIND_OBJECTS_INIT, FIND_OBJECTS = 26, 27
"""Places in CK_FUNCTION_LIST (PKCS #11, version 2.20)."""
SERIAL_SESSION, CERTIFICATE = 4, 1
CLASS, LABEL, VALUE = 0x0, 0x3, 0x11
SERVER_DISTRUST_AFTER = 0xCE534373
"""CKA_NSS_SERVER_DISTRUST_AFTER: a time as in UTCTime, or a single octet that says there is none."""
MOST_ROOTS, LONGEST_VALUE = 4096, 1 << 16


class Attribute(ctypes.Structure):
    """CK_ATTRIBUTE."""

    _fields_ = (
        ("type", ctypes.c_ulong),
        ("value", ctypes.c_void_p),
        ("length", ctypes.c_ulong),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrustedRoot:
    """A root, and the last second from which its certificates are trusted (aware, UTC)."""

    name: str
    fingerprint_sha256: str
    after: datetime


class Module:
    """A PKCS #11 module with one session."""

    def __init__(self, path: str) -> None:
        """Raises OSError where there is none, or it does not work."""
        functions = ctypes.c_void_p()
        ctypes.CDLL(path).C_GetFunctionList(ctypes.byref(functions))
        self._functions = ctypes.cast(functions, ctypes.POINTER(ctypes.c_void_p))
        self._call(INITIALIZE, ctypes.c_void_p())
        slot, count = ctypes.c_ulong(), ctypes.c_ulong(1)
        self._call(GET_SLOT_LIST, ctypes.c_ubyte(1), ctypes.byref(slot), ctypes.byref(count))
        self._session = ctypes.c_ulong()
        nothing = ctypes.c_void_p()
        flags, session = ctypes.c_ulong(SERIAL_SESSION), ctypes.byref(self._session)
        self._call(OPEN_SESSION, slot, flags, nothing, nothing, session)

    def _call(self, place: int, *arguments: object) -> None:
        # The first member is a version, which is padded to the size of a pointer.
        address = self._functions[place + 1]
        function: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_ulong)(address or 0)
        if code := function(*arguments):
            raise OSError(f"function {place} of the module: error {code:#x}")

    def certificates(self) -> Sequence[int]:
        """The handles of all certificates."""
        kind = ctypes.c_ulong(CERTIFICATE)
        wanted = Attribute(CLASS, ctypes.addressof(kind), ctypes.sizeof(kind))
        self._call(FIND_OBJECTS_INIT, self._session, ctypes.byref(wanted), ctypes.c_ulong(1))
        found, count = (ctypes.c_ulong * MOST_ROOTS)(), ctypes.c_ulong()
        most = ctypes.c_ulong(MOST_ROOTS)
        self._call(FIND_OBJECTS, self._session, found, most, ctypes.byref(count))
        return found[: count.value]

    def value(self, handle: int, kind: int) -> bytes:
        """An attribute of an object; empty where it has none of this kind."""
        buffer = ctypes.create_string_buffer(LONGEST_VALUE)
        asked = Attribute(kind, ctypes.addressof(buffer), LONGEST_VALUE)
        number = ctypes.c_ulong(1)
        try:
            self._call(
                GET_ATTRIBUTE,
                self._session,
                ctypes.c_ulong(handle),
                ctypes.byref(asked),
                number,
            )
        except OSError:
            return b""
        return buffer.raw[: asked.length]


def distrusted_roots(path: str = MODULE) -> Iterator[DistrustedRoot]:
    """Those of the module's roots that have a date, in its order."""
    module = Module(path)
    for handle in module.certificates():
        said = module.value(handle, SERVER_DISTRUST_AFTER)
        if len(said) > 1:
            yield DistrustedRoot(
                name=module.value(handle, LABEL).rstrip(b"\0").decode(),
                fingerprint_sha256=sha256(module.value(handle, VALUE)).hexdigest(),
                after=datetime.strptime(said.decode(), "%y%m%d%H%M%SZ").replace(tzinfo=UTC),
            )


def page(roots: Sequence[DistrustedRoot]) -> Iterator[str]:
    """The data file, line by line."""
    yield "# Roots from which Mozilla's clients take certificates only if they are older than a date."
    yield "# Written by `make distrust` from libnssckbi.so, CKA_NSS_SERVER_DISTRUST_AFTER."
    for after in sorted({root.after for root in roots}):
        yield ""
        yield "[[distrusts]]"
        yield f"after = {after:%Y-%m-%dT%H:%M:%SZ}"
        yield "roots = ["
        for root in roots:
            if root.after == after:
                yield f'    {{ name = "{root.name}", fingerprint_sha256 = "{root.fingerprint_sha256}" }},'
        yield "]"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in page(tuple(distrusted_roots(*sys.argv[1:2]))))
