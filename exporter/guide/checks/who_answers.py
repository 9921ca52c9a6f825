"""Who presents at an address what the files of the answering site do not have."""

from exporter.guide.case import Case
from exporter.guide.check import Caused
from exporter.model.certificate import Certificate
from exporter.model.destination import Destination
from exporter.model.place import Address
from exporter.words.wording import listed

BLOCK, PROXY, SERVER, PROGRAM = "block", "proxy", "server", "program"
FORWARDED, MACHINE = "forwarded", "machine"
"""Each has a remedy on the finding's page."""
UNKNOWN = ""
MOST_NAMED = 3
NOWHERE = "no site of the configuration has that"


def who_answers(
    case: Case, place: Address, served: Certificate, leaf: Certificate
) -> Caused | None:
    """Who presents `served`, while the file has `leaf`; None where the server's files do not tell."""
    sites = [
        f"{one.site.where} ({listed(one.site.names, MOST_NAMED)})"
        for held in case.holders.values()
        for one in held.found
        if one.certificate == served.der
    ]
    if sites:
        return Caused(
            f"that is the certificate of another site: {listed(sites, MOST_NAMED)}", BLOCK
        )
    if not case.holders or not all(held.is_whole for held in case.holders.values()):
        return None
    end = destination(case, place)
    if anew := where_served(case, leaf):
        names = listed([one for one in end.programs or () if end.is_here and one], MOST_NAMED)
        who = f"something else than at {anew} answers here{f', {names}' if names else ''}"
        return Caused(f"{NOWHERE}: {who}", PROXY)
    return beyond_files(case, place, end)


def where_served(case: Case, leaf: Certificate) -> str:
    """The addresses at which a certificate is presented."""
    found = (
        str(place)
        for place, chains in case.assessments.items()
        if any(chain.leaf.der == leaf.der for chain in chains)
    )
    return listed(tuple(found), MOST_NAMED)


def destination(case: Case, place: Address) -> Destination:
    """Where connections to an address end; nothing is known of one that was not looked up."""
    found = (one for held in case.holders.values() for one in held.destinations)
    return next(
        (one for one in found if one.address == place.address), Destination(address=place.address)
    )


def beyond_files(case: Case, place: Address, end: Destination) -> Caused:
    """What is known beside the files: whose address it is, and which program has the port."""
    match end:
        case Destination(is_here=True, programs=()):
            who = "nothing on this machine listens there, so connections are handed on"
            return Caused(f"{NOWHERE}: {who}", FORWARDED)
        case Destination(is_here=True):
            return program(case, end.programs or ())
        case Destination(is_here=False) if not (case.target.server and case.target.server.root):
            return elsewhere(place, end)
        case _:
            return Caused(NOWHERE, UNKNOWN)


def program(case: Case, programs: tuple[str, ...]) -> Caused:
    """One that listens on this machine: the server itself, another, or one that we may not see."""
    own = {name for config in case.configs.values() for name in config.software.programs}
    names = listed([one for one in programs if one], MOST_NAMED)
    if not names:
        who = "another program of this machine answers, or the server as it was configured before"
        return Caused(f"{NOWHERE}: {who}", PROGRAM)
    if own.issuperset(programs):
        who = f"{names} has the port, as it was configured before or with other files"
        return Caused(f"{NOWHERE}: {who}", SERVER)
    return Caused(f"{NOWHERE}: {names} has the port", PROGRAM)


def elsewhere(place: Address, end: Destination) -> Caused:
    """An address of none of our interfaces, which may still be translated to one of them (NAT)."""
    foreign = f"{place.address} is no address of the exporter's machine"
    if end.programs == ():
        return Caused(f"{NOWHERE}: {foreign}, where nothing listens on port {place.port}", MACHINE)
    more = "another machine answers, or this one behind translated addresses (NAT)"
    return Caused(f"{NOWHERE}: {foreign}; {more}", MACHINE)
