"""What it would have taken to look at files where there is none to look at."""

from exporter.guide.case import Case
from exporter.guide.lacking import NO_FILES
from exporter.model.place import Address
from exporter.words.wording import listed

NO_SITE = "a site of the configuration, with a certificate in a file"
MOST_NAMED = 3


def no_files(case: Case, place: Address | None = None) -> str:
    """The files at all, or a certificate in one, at an address or anywhere."""
    if not case.target.server:
        return NO_FILES
    places = (place,) if place else tuple(case.answering)
    sites = dict.fromkeys(found.site for one in places for _, found in case.answering[one])
    if elsewhere := [one for one in sites if one.unreadable]:
        first = elsewhere[0]
        return (
            f"a certificate in a file; {first.where} has {listed(first.unreadable, MOST_NAMED)}, "
            "which a file does not tell"
        )
    return NO_SITE
