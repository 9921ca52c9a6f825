"""Which files an inspection reads: the configuration first, then what it names, each file once."""

from dataclasses import replace

from exporter.inspection.dossier import Dossier, begun
from exporter.inspection.files import readings
from exporter.inspection.inquiries import inquiries
from exporter.inspection.sightings import at_files
from exporter.model.attempt import Attempt
from exporter.model.evidence import Connection, Presentation
from exporter.model.inquiry import ConfigReading, FileReading, HolderSearch, PairSearch, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Failed, Outcome, Skipped
from exporter.model.place import File
from exporter.model.server_config import Holders, Pair, ServerConfig
from exporter.model.server_file import Contents
from exporter.model.target import ServerFiles
from exporter.words.phase import Phase
from exporter.words.reason import Reason
from exporter.words.server_software import ServerSoftware
from tests.server_files import CERTIFICATE, CONFIG, KEY, PAIR, config, site
from tests.unit.inspection.world import START, TARGET

ADDRESSED = replace(TARGET, addresses=("203.0.113.10",), server=ServerFiles(nginx=CONFIG))
CONFIGURED = ConfigReading(place=File(path=CONFIG), software=ServerSoftware.NGINX)


def files(*paths: str) -> list[FileReading]:
    """How plain files are read."""
    return [FileReading(place=File(path=path)) for path in paths]


def read(outcome: Outcome[object]) -> Dossier:
    """The inspection once the configuration came to this."""
    first = begun(ADDRESSED, Memory(), ())
    return first.after(CONFIGURED, (Attempt(phase=Phase.FILE, outcome=outcome),))


def test_the_configuration_is_read_beside_the_visits() -> None:
    """Neither waits for the other; what it names is not known before."""
    asked = inquiries(begun(ADDRESSED, Memory(), ()), START)
    assert CONFIGURED in asked
    assert any(isinstance(one, Visit) for one in asked)
    assert not any(isinstance(one, FileReading) for one in asked)


def test_the_files_of_the_answering_site_are_read_once_it_is_known() -> None:
    """No others."""
    other = site("b.example", pairs=(Pair(certificate="/etc/ssl/b.pem", key="/etc/ssl/b.key"),))
    asked = inquiries(read(config(site("a.example"), other)), START)
    assert [one for one in asked if isinstance(one, FileReading)] == files(CERTIFICATE, KEY)


def test_a_configuration_that_may_not_be_read_names_nothing() -> None:
    """And the inspection goes on."""
    asked = inquiries(read(Skipped(needs="permission")), START)
    assert not any(isinstance(one, FileReading) for one in asked)


SECOND = b"another certificate"


def inspected(presented: bytes, held: Outcome[object]) -> Dossier:
    """The inspection once everything was seen, with this served and that in the file."""
    dossier = read(config(site("www.example.com")))
    dossier = dossier.after(
        Visit(dossier.addresses[0]),
        (
            Attempt(phase=Phase.CONNECT, outcome=Connection()),
            Attempt(phase=Phase.CERTIFICATE, outcome=Presentation(chain=(presented, b"issuer"))),
        ),
    )
    certificate, key = files(CERTIFICATE, KEY)
    dossier = dossier.after(certificate, (Attempt(phase=Phase.CONTENTS, outcome=held),))
    return dossier.after(key, (Attempt(phase=Phase.CONTENTS, outcome=Contents()),))


def test_what_is_in_no_file_of_the_site_is_looked_for_in_those_of_others() -> None:
    """Once all of them were read, and all addresses visited."""
    dossier = inspected(SECOND, Contents(certificates=(b"first",)))
    search = HolderSearch(
        place=File(path=CONFIG),
        software=ServerSoftware.NGINX,
        certificates=(SECOND,),
        addresses=("203.0.113.10",),
        port=443,
    )
    assert dossier.readings[-1] == search
    assert search in inquiries(dossier, START)
    found = Holders(found=(), is_whole=True, destinations=())
    done = dossier.after(search, (Attempt(phase=Phase.CONTENTS, outcome=found),))
    config_seen, *others = at_files(done)
    assert config_seen.found(Holders) is found
    assert isinstance(config_seen.found(ServerConfig), ServerConfig)
    assert [str(one.place) for one in others] == [CERTIFICATE, KEY]


def test_what_is_served_as_the_file_has_it_is_looked_for_nowhere() -> None:
    """So that a server in order costs nothing more."""
    dossier = inspected(SECOND, Contents(certificates=(SECOND,)))
    assert not any(isinstance(one, HolderSearch) for one in dossier.readings)


def refused(*reasons: Reason) -> Dossier:
    """The inspection of so many addresses, none of which completes a handshake."""
    addresses = tuple(f"203.0.113.{number}" for number, _ in enumerate(reasons, start=10))
    dossier = begun(replace(ADDRESSED, addresses=addresses), Memory(), ())
    configured = Attempt(phase=Phase.FILE, outcome=config(site("www.example.com")))
    dossier = dossier.after(CONFIGURED, (configured,))
    for place, reason in zip(dossier.addresses, reasons, strict=True):
        failed: Attempt[object] = Attempt(phase=Phase.CONNECT, outcome=Failed(reason=reason))
        dossier = dossier.after(Visit(place), (failed,))
    for one in files(CERTIFICATE, KEY):
        dossier = dossier.after(one, (Attempt(phase=Phase.CONTENTS, outcome=Contents()),))
    return dossier


def test_what_keeps_a_server_from_starting_is_looked_for_where_it_refuses_connections() -> None:
    """In the files of all sites, as nginx does not start with a bad pair of any."""
    search = PairSearch(place=File(path=CONFIG), software=ServerSoftware.NGINX)
    assert refused(Reason.CONNECT_REFUSED).readings[-1] == search
    assert refused(Reason.CONNECT_TIMEOUT, Reason.CONNECT_REFUSED).readings[-1] == search
    assert search not in refused(Reason.CONNECT_TIMEOUT).readings
    assert search not in inspected(SECOND, Contents(certificates=(SECOND,))).readings


def test_pairs_that_are_written_need_no_configuration() -> None:
    """They are read at once."""
    target = replace(ADDRESSED, server=ServerFiles(files=(PAIR,)))
    asked = inquiries(begun(target, Memory(), ()), START)
    assert [one for one in asked if isinstance(one, FileReading)] == files(CERTIFICATE, KEY)


def test_a_file_of_two_pairs_is_read_once_with_the_passphrases_of_either() -> None:
    """Its series would be there twice otherwise."""
    locked = Pair(certificate="/etc/ssl/b.pem", key=KEY, passphrases="/etc/ssl/pass")
    assert readings((PAIR, locked)) == (
        *files(CERTIFICATE),
        FileReading(place=File(path=KEY), passphrases="/etc/ssl/pass"),
        *files("/etc/ssl/b.pem"),
    )
