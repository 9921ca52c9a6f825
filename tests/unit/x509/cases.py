"""All chains of the tests: one fault each, or none."""

from tests.unit.x509.cases_dated import DATED
from tests.unit.x509.cases_misnamed import MISNAMED
from tests.unit.x509.cases_trusted import TRUSTED
from tests.unit.x509.cases_unfit import UNFIT
from tests.unit.x509.cases_unlinked import UNLINKED

REFUSED = (*DATED, *UNLINKED, *UNFIT, *MISNAMED)
ALL = (*TRUSTED, *REFUSED)
