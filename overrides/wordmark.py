"""The site's name as GPT-2 cuts it: `partials/header.html` sets each of its tokens."""

from pathlib import Path

from livedemo.tokenizers import load
from mkdocs.config.defaults import MkDocsConfig

VOCABULARY = Path(__file__).parents[1] / "export/models/gpt2-bpe/tokenizer.json"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give the templates ``config.extra.wordmark``: texts that are the site's name in a row."""
    name = config.site_name
    tokens = load(VOCABULARY.read_text("utf-8")).encode(name)
    config.extra["wordmark"] = [name[token.start : token.end] for token in tokens]
    return config
