"""Which files an inspection reads: the configuration first, then what it names, each file once."""

from dataclasses import replace

from exporter.inspection.dossier import Dossier, begun
from exporter.inspection.files import readings
from exporter.inspection.inquiries import inquiries
from exporter.model.attempt import Attempt
from exporter.model.inquiry import ConfigReading, FileReading, Visit
from exporter.model.memory import Memory
from exporter.model.outcome import Outcome, Skipped
from exporter.model.place import File
from exporter.model.server_config import Pair
from exporter.model.target import ServerFiles
from exporter.words.phase import Phase
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
