"""A view of the author's own that uses what HTML has."""

from livedemo import View


class Page(View):
    """One element of each kind."""
