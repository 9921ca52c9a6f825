"""Users of the server's machine, from its files."""

import pytest

from exporter.model.server_file import Account
from exporter.probing.files.accounts import account, has_account

PASSWD = "root:x:0:0:root:/root:/bin/sh\nbroken\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"
GROUPS = "root:x:0:\nssl-cert:x:110:postgres,www-data\nwww-data:x:33:\nodd:x:many:www-data\n"


@pytest.mark.parametrize("name", ["www-data", "33"])
def test_a_user_is_found_by_name_or_number_with_all_groups(name: str) -> None:
    """Those that list it, and its own."""
    expected = Account(name="www-data", number=33, groups=frozenset({33, 110}))
    assert account(name, PASSWD, GROUPS) == expected


@pytest.mark.parametrize("name", ["nobody", "broken", "1000"])
def test_who_is_not_there_is_not_known(name: str) -> None:
    """Nor who stands on a line of another form."""
    assert account(name, PASSWD, GROUPS) is None


@pytest.mark.parametrize(
    ("name", "switch", "expected"),
    [
        ("www-data", "", True),
        ("33", "passwd: files", False),
        ("nobdoy", "group: ldap\npasswd: files systemd\n", False),
        ("nobdoy", "passwd: files sss\n", None),
        ("nobdoy", "passwd: compat\n", None),
        ("nobdoy", "passwd: files [NOTFOUND=continue] systemd\n", None),
        ("nobdoy", "", None),
    ],
)
def test_whether_there_is_a_user_is_known_where_files_alone_say_so(
    name: str, switch: str, *, expected: bool | None
) -> None:
    """Directories have users that are in no file; servers take names alone."""
    assert has_account(name, "passwd", PASSWD, switch) is expected
