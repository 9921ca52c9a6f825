"""Links lead to the pages of targets and of the guide, whatever a target is called."""

from exporter.views.paths import finding_path, guide_path, target_path


def test_a_target_has_one_path_segment() -> None:
    """Whatever its name contains."""
    assert target_path("www") == "/targets/www"
    assert target_path("[::1]:443 a/b?") == "/targets/%5B%3A%3A1%5D%3A443%20a%2Fb%3F"


def test_the_guide_has_a_page_for_each_step_and_finding() -> None:
    """By the slug of the one, and by the code of the other."""
    assert guide_path("port") == "/guide/port"
    assert finding_path("port_refused") == "/guide/finding/port_refused"
