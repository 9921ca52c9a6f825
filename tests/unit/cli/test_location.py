"""What the exporter's paths begin with is said by two options, as in Prometheus."""

import pytest

from exporter.cli.options import parser
from exporter.cli.options.listening import asked_location
from exporter.server.location import Location

SERVE = ("serve", "--config.file=x")


@pytest.mark.parametrize(
    ("options", "links", "routes", "origin"),
    [
        ((), "", "", ""),
        (("--web.external-url=https://mon.example",), "", "", "https://mon.example"),
        (("--web.external-url=https://mon.example/tls/",), "/tls", "/tls", "https://mon.example"),
        (
            ("--web.external-url=https://mon.example:443/tls", "--web.route-prefix=/"),
            "/tls",
            "",
            "https://mon.example",
        ),
        (
            ("--web.external-url=http://mon.example:81/", "--web.route-prefix=/a/b"),
            "",
            "/a/b",
            "http://mon.example:81",
        ),
        (("--web.route-prefix=/a/b/",), "/a/b", "/a/b", ""),
    ],
)
def test_links_and_routes_have_their_prefixes(
    options: tuple[str, ...], links: str, routes: str, origin: str
) -> None:
    """Links as the URL of browsers, without its usual port; routes the same unless a proxy changes them."""
    arguments = parser().parse_args([*SERVE, *options])
    assert asked_location(arguments) == Location(links=links, routes=routes, origin=origin)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--web.external-url=/tls", "is not where browsers find it: write https://HOST/PATH"),
        ("--web.external-url=https://mon.example:99999/", "Port out of range 0-65535"),
        ("--web.external-url=ftp://mon.example/", "is not where browsers find it"),
        ("--web.external-url=https://mon.example/?a=b", "is not where browsers find it"),
        ("--web.external-url=https://mon.example/a b", "is not the beginning of a path"),
        ("--web.route-prefix=tls", "is not the beginning of a path: write one such as /tls"),
        ('--web.route-prefix=/"><script>', "is not the beginning of a path"),
    ],
)
def test_a_bad_prefix_is_refused_with_the_cure(
    option: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing reaches a page that would have to be escaped there."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*SERVE, option])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
