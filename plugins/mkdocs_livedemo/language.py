"""Which language a site is built in, and which way that is written."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig

# By the first part of a language's tag.
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def spoken(config: MkDocsConfig) -> tuple[str, str]:
    """The language, as a tag for HTML, and its direction, ``ltr`` or ``rtl``."""
    language = _language(config)
    direction = _setting(config, "direction")
    if direction not in ("ltr", "rtl"):
        direction = "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    return language, direction


def _language(config: MkDocsConfig) -> str:
    """That of the build where a site has several, or else the theme's."""
    i18n: Any = config.plugins.get("i18n")
    chosen = i18n.current_language if i18n is not None else None
    chosen = chosen or _setting(config, "language") or _setting(config, "locale") or "en"
    return str(chosen).replace("_", "-")


def _setting(config: MkDocsConfig, name: str) -> object:
    try:
        return config.theme[name]
    except KeyError:
        return None
