"""Ports are taken alike at all addresses of a deployment."""

from errno import EADDRINUSE, EADDRNOTAVAIL

import pytest

from exporter.lab.deployment import FIRST_ADDRESS, SECOND_ADDRESS
from exporter.lab.ports import taken_ports


def test_all_addresses_have_the_same_port() -> None:
    """A target has one port, whatever its addresses."""
    with taken_ports((FIRST_ADDRESS, SECOND_ADDRESS)) as sockets:
        (first, port), (second, same_port) = (taken.getsockname() for taken in sockets)
        assert (first, second) == (FIRST_ADDRESS, SECOND_ADDRESS)
        assert port == same_port


def test_ports_are_given_back() -> None:
    """The sockets are closed when the context ends."""
    with taken_ports((FIRST_ADDRESS, SECOND_ADDRESS)) as sockets:
        pass
    assert [taken.fileno() for taken in sockets] == [-1, -1]


def test_no_addresses_need_no_ports() -> None:
    """A name that does not resolve has no listeners."""
    with taken_ports(()) as sockets:
        assert sockets == ()


def test_a_port_that_is_taken_everywhere_is_an_error() -> None:
    """After many attempts the error says what was looked for, instead of trying for ever."""
    with (
        pytest.raises(OSError, match=r"no port is free at all of 127\.0\.0\.1, 127\.0\.0\.1") as e,
        taken_ports((FIRST_ADDRESS, FIRST_ADDRESS)),
    ):
        pass
    assert e.value.errno == EADDRINUSE


def test_an_address_that_is_not_this_machines_is_an_error_at_once() -> None:
    """Another number would not help."""
    with pytest.raises(OSError, match="assign") as e, taken_ports(("192.0.2.1",)):
        pass
    assert e.value.errno == EADDRNOTAVAIL
