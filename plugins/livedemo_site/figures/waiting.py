"""What stands in a figure's place, on a served page, while its model is still being exported."""

from __future__ import annotations

from html import escape

from livedemo_export.ensure import Progress
from markupsafe import Markup

from livedemo_site.sentences import Sentences


class Waiting(Exception):
    """Raised inside the site's code to put off one figure; no mistake of anybody's."""

    def __init__(self, *news: Progress) -> None:
        super().__init__(", ".join(each.model for each in news))
        self.news = news

    def box(self, say: Sentences, id: str = "") -> str:
        """A plain box that says what is being waited for; ``id`` is the figure's."""
        models = "\n".join(f"<p>{_line(each, say)}</p>" for each in self.news)
        named = f' id="{escape(id)}"' if id else ""
        return (
            f'<div class="ld-waiting"{named} data-search-exclude>\n'
            f"<p><strong>{escape(say('waiting.title'))}</strong></p>\n{models}\n"
            f"<p>{escape(say('waiting.reload'))}</p>\n</div>"
        )


def _line(news: Progress, say: Sentences) -> Markup:
    """How far the export of one model is."""
    model = Markup("<code>{}</code>").format(news.model)
    values = {"stage": escape(news.stage), "done": news.done, "total": news.total}
    return Markup(say("waiting.model", model=model, **values))
