"""``livedemo/demos``: turns ``demo`` fences into figures, and adds the files they need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from jinja2 import Environment
from livedemo_export.limit import LIMIT
from livedemo_site.assets.plan import PLACE
from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.assets.shared import ForeignRuntime, shared_from
from livedemo_site.figures.aside import Aside
from livedemo_site.figures.placing import place
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from markdown import Markdown
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from mkdocs_livedemo import shared
from mkdocs_livedemo.language import spoken
from mkdocs_livedemo.pages import linked, source
from mkdocs_livedemo.social import described, social


class DemosConfig(Config):
    """Demos are found by their folders.

    Attributes:
        limit: the most seconds of processor time that one run of a demo, or a model's ``build()``,
            may take.
        runtime_url: where sites share the browser's runtime, see `livedemo_site.assets.shared`;
            "" where it is part of this one.
        language: what figures speak; the theme's where left out.
        sentences: a JSON file of what they say in other words.
        social: give each page a picture for social networks; it needs ``livedemo[social]``.
    """

    limit = config_options.Type((int, float), default=LIMIT)
    runtime_url = config_options.Type(str, default="")
    language = config_options.Optional(config_options.Type(str))
    sentences = config_options.Optional(config_options.File(exists=True))
    social = config_options.Type(bool, default=False)


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
        site = shared.site_of(config, self.config.limit)
        site.runtime_url, site.home = self.config.runtime_url, _home(config)
        site.url = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
        site.social = social(config) if self.config.social else None
        own = self.config.sentences
        language = self.config.language or spoken(config)[0]
        site.project.speak(language, Path(own) if own else None, bool(self.config.language))
        try:
            shared_from(site.runtime_url)
            code = site.code
        except (ForeignRuntime, NoRuntime) as error:
            raise PluginError(f"livedemo: {error}") from None
        self.extension = LiveDemoExtension(site)
        self.extension.page_of = lambda md: self._page_of(md, config)
        self.aside = Aside()
        self.order: tuple[Path, ...] = ()
        extensions: list[Any] = config.markdown_extensions
        # A site that other hosts build too names the extension itself; this one knows the page.
        # One that is built in several languages comes here with the same settings for each, and
        # its figures have a folder of code for each.
        others = [e for e in extensions if e != "livedemo" and not isinstance(e, LiveDemoExtension)]
        extensions[:] = [*others, self.extension]
        style, script = f"{code}/page/livedemo.css", ExtraScriptValue(f"{code}/page/element.js")
        guard = ExtraScriptValue(f"{code}/page/guard.js")
        guard.defer, script.type = True, "module"
        styles, scripts = config.extra_css, config.extra_javascript
        styles[:] = [style, *(each for each in styles if not _ours(each))]
        scripts[:] = [*(each for each in scripts if not _ours(each)), guard, script]
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Have the models ready, in case ``livedemo/models`` is not there to do it."""
        shared.prepare(config)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Note the order of reading, which lists follow."""
        self.order = tuple(source(page.file, config) for page in nav.pages)
        self.files = files
        return nav

    def on_page_read_source(self, *, page: MkDocsPage, config: MkDocsConfig) -> None:
        """Name the line of a page that is no UTF-8, which MkDocs would end with a traceback at."""
        shared.readable(config, source(page.file, config))

    @event_priority(-100)
    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Tell the extension which page comes, for parsers that are not MkDocs' own."""
        self.extension.page = self._page(page.file, files, config)
        return markdown

    def _page_of(self, md: Markdown, config: MkDocsConfig) -> Page | None:
        """The page whose text a parser has, be it another than comes now: a post's beginning."""
        if "relpath" not in md.treeprocessors:
            return None
        links: Any = md.treeprocessors["relpath"]  # MkDocs' own, which resolves its links
        return self._page(links.file, links.files, config)

    def _page(self, file: File, files: Files, config: MkDocsConfig) -> Page:
        def find(path: str) -> Path | None:
            return linked(path, file, files, config, _home(config))

        return Page(source(file, config), _url(file, config), self.order, find=find)

    @event_priority(100)
    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Keep figures from those that read, change or move the page's HTML."""
        return self.aside.take(html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are rendered: see whether the figures that links mean are there."""
        site = shared.site_of(config)
        site.project.diagnostics.add(*site.crossings.wrong())
        return env

    @event_priority(100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Put the figures back, before anyone else sees the finished page."""
        url = _url(page.file, config)
        page.content = place(self.aside.put_back(page.content or ""), url)
        output = place(self.aside.put_back(output), url)
        if not self.config.social:
            return output
        return described(output, page, config, shared.site_of(config))

    def _write(self, *, config: MkDocsConfig) -> None:
        shared.write(config, *spoken(config), self.files)

    @event_priority(-50)
    def _place(self, *, config: MkDocsConfig) -> None:
        """See to the pages that other plugins have written by themselves."""
        site = Path(config.site_dir)
        for file in sorted(site.rglob("*.html")):
            before = file.read_text(encoding="utf-8", errors="surrogateescape")
            url = _served(file.relative_to(site).as_posix(), config)
            after = place(self.aside.put_back(before), url)
            if after != before:
                file.write_text(after, encoding="utf-8", errors="surrogateescape")

    @event_priority(-100)
    def _finish(self, *, config: MkDocsConfig) -> None:
        shared.finish(config)

    on_post_build = CombinedEvent(_write, _place, _finish)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch demos and models; what did not change is not run again."""
        shared.watch(server, config)
        return server


def _url(file: File, config: MkDocsConfig) -> str:
    return _served("404.html" if file.src_uri == "404.md" else file.url, config)


def _served(url: str, config: MkDocsConfig) -> str:
    """A page's address from the site's root; a path of the host for what is served anywhere."""
    if url != "404.html":
        return url
    return f"{urlsplit(config.site_url or '').path.rstrip('/')}/404.html"


def _ours(address: object) -> bool:
    """Whether a stylesheet or a script is one of figures."""
    return str(address).startswith(f"{PLACE}/app-")


def _home(config: MkDocsConfig) -> str:
    """The folder of the language that is built, from the site's root; "" for the main one."""
    i18n: Any = config.plugins.get("i18n")
    if i18n is None or i18n.current_language in (None, i18n.default_language):
        return ""
    return f"{i18n.current_language}/"
