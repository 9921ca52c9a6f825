"""A mistake made in the files of a server, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.real.programs.file_mistakes import Change

NO_MATTER_OF_STARTING: Mapping[str, str] = {
    "server_config_name_missing": "Every block is right by itself; none has the name that clients ask for.",
    "server_config_chain_incomplete": "Servers send what the file holds, and clients miss the rest.",
    "server_config_name_not_covered": "Servers compare no names; clients do.",
    "permissions_key_exposed": "Servers do not mind who else reads their keys.",
}
"""Findings with which every server starts all the same, and why."""


OF_MODULES = "Modules bring directives of their own; which there are is not told by the files."
OF_ENVIRONMENT = "It may be set where the server is started, which is not told by the files."
OF_ANY_SIZE = "OpenSSL reads keys of any size, and refuses small ones to servers."
OF_OPENSSL = "Some version of OpenSSL has it; whether the server's has is not told by the files."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is changed in files that are right."""

    change: Change
    found: frozenset[str] = frozenset()
    """The codes that we find."""
    unnoticed: str = ""
    """Why the server's own check passes over what it will not work with."""
    unknown: str = ""
    """Why we do not find what the server's own check refuses."""
    apart: str = ""
    """Why openssl(1), which sees a file by itself, says otherwise."""

    @property
    def hinders(self) -> bool:
        """Whether the server does not start, or has no certificate to present."""
        return bool(self.unknown or self.found - NO_MATTER_OF_STARTING.keys())

    @property
    def is_refused(self) -> bool:
        """Whether the server's own check refuses it."""
        return self.hinders and not self.unnoticed

    @property
    def explanation(self) -> str:
        """Why others say otherwise than we do; empty where none does."""
        harmless = (NO_MATTER_OF_STARTING[code] for code in sorted(self.found) if not self.hinders)
        said = filter(None, (self.unnoticed, self.unknown, self.apart))
        return " ".join((*said, *harmless))


def mistake(
    change: Change, *found: str, unnoticed: str = "", unknown: str = "", apart: str = ""
) -> Mistake:
    """A row."""
    return Mistake(
        change=change, found=frozenset(found), unnoticed=unnoticed, unknown=unknown, apart=apart
    )
