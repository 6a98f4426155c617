"""The Markdown extension: fences become figures and lists, links set figures."""

from livedemo_site.markdown.extension import LiveDemoExtension, makeExtension

__all__ = ["LiveDemoExtension", "makeExtension"]
