"""The keys of Encrypted Client Hello, as browsers read them."""

import pytest

from exporter.model.https_record import EchConfigs
from exporter.tls.ech import ech_configs
from tests.ech import config, config_list

USELESS = EchConfigs(flaw="it holds no configuration that browsers can use")


def test_public_names_are_told_in_their_order() -> None:
    """Each once, in lower case."""
    every = config_list(config("One.example"), config("two.example"), config("one.example"))
    assert ech_configs(every) == EchConfigs(public_names=("one.example", "two.example"))


@pytest.mark.parametrize(
    "configs",
    [
        (),
        (config("a.example", version=0xFE0A),),
        (config("a.example", suites=b""),),
        (config("a.example", extensions=b"\x80\x01\0\0"),),
        (config("192.0.2.1"),),
        (config("example.0x1"),),
        (config("a..example"),),
        (config("-a.example"),),
    ],
)
def test_what_browsers_pass_over_is_of_no_use(configs: tuple[bytes, ...]) -> None:
    """RFC 9849, sections 4, 4.1 and 6.1.7; what stands beside it may be."""
    assert ech_configs(config_list(*configs)) == USELESS
    beside = ech_configs(config_list(*configs, config("b.example", extensions=b"\0\1\0\0")))
    assert beside.public_names == ("b.example",)


def test_what_is_cut_short_cannot_be_read() -> None:
    """At every byte, and with one too many."""
    whole = config_list(config("a.example"))
    for broken in (*(whole[:length] for length in range(len(whole))), whole + b"\0"):
        found = ech_configs(broken)
        assert not found.public_names
        assert found.flaw.startswith("it cannot be read: ")
