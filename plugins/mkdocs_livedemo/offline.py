"""``livedemo/offline``: keeps a site for reading without a network, and lets it be installed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from livedemo_site.offline import SHARED, Taken, add
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority

from mkdocs_livedemo import shared
from mkdocs_livedemo.language import spoken


class OfflineConfig(Config):
    """Nothing to set: all of the site can be kept."""


class OfflinePlugin(BasePlugin[OfflineConfig]):
    """Events only."""

    serving = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Pages that are being written are not kept."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """It adds to what ``livedemo/demos`` has put into the site."""
        if "livedemo/demos" not in config.plugins:
            raise PluginError("livedemo/offline needs livedemo/demos: name that, too, in plugins")
        if config.plugins["livedemo/demos"].config["runtime_url"]:
            raise PluginError(f"livedemo/offline: {SHARED}")

    @event_priority(-200)  # when all others have written
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add what keeps it to the built site."""
        if self.serving:
            return
        say = shared.site_of(config).project.sentences
        try:
            add(Path(config.site_dir), config.site_name, spoken(config)[0], say)
        except Taken as error:
            raise PluginError(f"livedemo: {error}. Rename yours, or leave out the plugin") from None
