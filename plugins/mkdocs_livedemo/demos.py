"""``livedemo/demos``: turns ``demo`` fences into figures, and adds the files they need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.figures.aside import Aside
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue, File, Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from mkdocs_livedemo import shared


class DemosConfig(Config):
    """What figures speak; demos are found by their folders."""

    language = Optional(Type(str))  # the theme's where left out
    sentences = Optional(File(exists=True))  # what they say in other words, as JSON


class DemosPlugin(BasePlugin[DemosConfig]):
    """Events only."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Being asked to start also keeps a plugin from one rebuild to the next."""
        shared.start(command)

    def on_shutdown(self) -> None:
        """End what goes on in the background."""
        shared.stop()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the Markdown extension, the stylesheet (before the author's own) and the module."""
        site = shared.site_of(config)
        own = self.config.sentences
        language = self.config.language or _language(config)
        site.project.speak(language, Path(own) if own else None, bool(self.config.language))
        try:
            code = site.code
        except NoRuntime as error:
            raise PluginError(f"livedemo: {error}") from None
        self.extension = LiveDemoExtension(site)
        self.aside = Aside()
        extensions: list[Any] = config.markdown_extensions
        # A site that other hosts build too names the extension itself; this one knows the page.
        extensions[:] = [*(name for name in extensions if name != "livedemo"), self.extension]
        config.extra_css.insert(0, f"{code}/page/livedemo.css")
        guard = ExtraScriptValue(f"{code}/page/guard.js")
        guard.defer = True
        script = ExtraScriptValue(f"{code}/page/element.js")
        script.type = "module"
        config.extra_javascript += [guard, script]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Have the models ready, in case ``livedemo/models`` is not there to do it."""
        shared.prepare(config)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Note the order of reading, which lists follow."""
        self.order = tuple(_source(page, config) for page in nav.pages)
        return nav

    @event_priority(-100)
    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the extension which page comes."""
        url = page.url
        if page.file.src_uri == "404.md":  # served at any address
            url = f"{urlsplit(config.site_url or '').path.rstrip('/')}/404.html"
        self.extension.page = Page(_source(page, config), url, self.order)
        return markdown

    @event_priority(100)
    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Keep figures from those that read the page's words, as search does: it takes long."""
        page.content = self.aside.take(page.content or "")
        return context

    @event_priority(100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Put the figures back, before anyone else sees the finished page."""
        page.content = self.aside.put_back(page.content or "")
        return self.aside.put_back(output)

    def _write(self, *, config: MkDocsConfig) -> None:
        shared.write(config, _language(config))

    @event_priority(-100)
    def _finish(self, *, config: MkDocsConfig) -> None:
        shared.finish(config)

    on_post_build = CombinedEvent(_write, _finish)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch demos and models; what did not change is not run again."""
        shared.watch(server, config)
        return server


def _source(page: MkDocsPage, config: MkDocsConfig) -> Path:
    """A page's Markdown file; one that another plugin makes is named as if it had one."""
    return Path(page.file.abs_src_path or Path(config.docs_dir) / page.file.src_uri)


def _language(config: MkDocsConfig) -> str:
    """The theme's language, where it has one."""
    try:
        return str(config.theme["language"] or "en")
    except KeyError:
        return "en"
