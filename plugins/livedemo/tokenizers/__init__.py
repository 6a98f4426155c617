"""Tokenizers in pure Python, token for token those of Hugging Face `tokenizers`.

    tokenizer = load(contents_of_tokenizer_json)
    for token in tokenizer.encode("The fox"):
        print(token.id, token.text, token.start, token.end)

`livedemo.tokenizers.compact` turns a Hugging Face `tokenizer.json` into the file read here.
"""

from .base import Tokenizer, TokenizerError
from .bpe import BytePair
from .file import load
from .token import Encoding, Token
from .wordpiece import WordPiece

__all__ = ["BytePair", "Encoding", "Token", "Tokenizer", "TokenizerError", "WordPiece", "load"]
