"""``livedemo/models``: exports, at the start of a build, the models that the demos name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority

from mkdocs_livedemo import shared


class ModelsConfig(Config):
    """Nothing to set: models are found by their folders."""


class ModelsPlugin(BasePlugin[ModelsConfig]):
    """Events only."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Being asked to start also keeps a plugin from one rebuild to the next."""
        shared.start(command)

    def on_shutdown(self) -> None:
        """End what goes on in the background."""
        shared.stop()

    @event_priority(50)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Export what the store lacks; a model that fails is a mistake, not the end."""
        shared.prepare(config)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """End a strict build that has mistakes."""
        shared.finish(config)

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch demos and models; what did not change is not run again."""
        shared.watch(server, config)
        return server
