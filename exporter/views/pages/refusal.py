"""The page that says why there is no better one."""

from http import HTTPStatus

from exporter.views.language import reworded, say, speaking
from exporter.views.pages.environment import render_template


def refusal_page(status: HTTPStatus, reason: str, *, here: str, language: str = "en") -> str:
    """The status with its reason; `here` is where the links to other languages lead."""
    with speaking(language):
        return render_template(
            "refusal.html",
            status=f"{status.value} {say(status.phrase)}",
            reason=reworded(reason),
            here=here,
        )
