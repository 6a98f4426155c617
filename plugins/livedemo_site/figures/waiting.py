"""What stands in a figure's place, on a served page, while its model is still being exported."""

from __future__ import annotations

from html import escape

from livedemo_export.ensure import Progress


class Waiting(Exception):
    """Raised inside the site's code to put off one figure; no mistake of anybody's."""

    def __init__(self, *news: Progress) -> None:
        super().__init__(", ".join(each.model for each in news))
        self.news = news

    def box(self, id: str = "") -> str:
        """A plain box that says what is being waited for; ``id`` is the figure's."""
        models = "\n".join(
            f"<p><code>{escape(each.model)}</code>: {escape(each.stage)} "
            f"({each.done} of {each.total} models are done).</p>"
            for each in self.news
        )
        what = "its model is" if len(self.news) == 1 else "its models are"
        named = f' id="{escape(id)}"' if id else ""
        return (
            f'<div class="ld-waiting"{named} data-search-exclude>\n'
            f"<p><strong>This figure comes when {what} exported.</strong></p>\n{models}\n"
            "<p>The page then reloads by itself.</p>\n</div>"
        )
