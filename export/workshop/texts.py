"""What a `train.py` reads, said in a line: readers of the texts in packages.

Each fetches its package on the first call and returns documents: plain text, one paragraph a line,
straight quotes and hyphens, no markup.
"""

from __future__ import annotations

import bz2
import html
import json
import lzma
import re
import struct
import tarfile
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from workshop.corpora import Package

STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": " - ", "\xa0": " "}
)

AUSTEN = Package(
    "debian", "r-cran-janeaustenr", "1.0.0-1",
    "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95",
)  # fmt: skip
WORLD_ENGLISH_BIBLE = Package(
    "debian", "sword-text-web", "426.0-1",
    "930b23670b352f0829a306501de4bebb5e654a2df02cde2cbe86b802177868e1",
)  # fmt: skip
WORDNET = Package(
    "debian", "wordnet-base", "1:3.0-37",
    "61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752",
)  # fmt: skip
GENSIM = Package(
    "pypi", "gensim", "4.4.0",
    "91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8",
)  # fmt: skip

VADER = Package(
    "pypi", "vaderSentiment", "3.3.2",
    "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9",
    sdist=True,
)  # fmt: skip


def austen() -> list[str]:
    """The six novels of Jane Austen (public domain), one document a chapter."""
    data = AUSTEN.fetch() / "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb"
    return [chapter for lines in r_strings(data.read_bytes()) for chapter in chapters(lines)]


def r_strings(data: bytes) -> Iterator[list[str]]:
    """The character vectors of an R lazy-load database, each [4-byte length][zlib of XDR]."""
    while data:
        stream = zlib.decompressobj()
        raw = stream.decompress(data[4:])
        data = stream.unused_data
        strings, at = [], raw.find(b"\x00\x04\x00\x09")  # CHARSXP with its encoding flags
        while at >= 0 and at + 8 <= len(raw) and raw[at : at + 4] == b"\x00\x04\x00\x09":
            (size,) = struct.unpack_from(">i", raw, at + 4)
            strings.append(raw[at + 8 : at + 8 + size].decode("utf-8", "replace"))
            at += 8 + size
        yield strings


def chapters(lines: list[str]) -> Iterator[str]:
    """Cut a novel's hard-wrapped lines at its chapter headings; join each paragraph to one line."""
    for chapter in re.split(r"(?mi)^\W*(?:chapter|volume) .*$", "\n".join(lines))[1:]:
        paragraphs = re.split(r"\n\s*\n", chapter.translate(STRAIGHT).replace("_", ""))
        text = "\n".join(" ".join(p.replace("--", " - ").split()) for p in paragraphs if p.strip())
        if len(text) > 500:
            yield text


def scripture() -> list[str]:
    """The World English Bible with Deuterocanon (public domain), one document a chapter."""
    folder = WORLD_ENGLISH_BIBLE.fetch() / "usr/share/sword/modules/texts/ztext/engWEB2015eb"
    return [text for part in ("ot", "nt") for text in sword_chapters(folder / part) if text]


def sword_chapters(part: Path) -> Iterator[str]:
    """Chapters of one testament of a SWORD zText module, in plain text.

    The module is compressed in blocks (.bzz); .bzs says where each is, .bzv where each verse is.
    """
    packed = part.with_suffix(".bzz").read_bytes()
    blocks = [
        zlib.decompress(packed[start : start + size]) if size else b""
        for start, size, _ in struct.iter_unpack("<III", part.with_suffix(".bzs").read_bytes())
    ]
    chapter: list[str] = []
    for block, start, size in struct.iter_unpack("<IIH", part.with_suffix(".bzv").read_bytes()):
        verse = blocks[block][start : start + size].decode()
        if (
            "<chapter n=" in verse or "<milestone" in verse
        ):  # a heading: a chapter, or a book, begins
            if chapter:
                yield osis_text("".join(chapter))
            chapter = []
        else:
            chapter.append(verse)
    yield osis_text("".join(chapter))


def osis_text(osis: str) -> str:
    """OSIS verses as plain paragraphs, without notes, titles and word tags."""
    text = re.sub(r"(?s)<(note|title)\b.*?</\1>", " ", osis)
    text = re.sub(r'<(div|lg)\b[^>]*(sID|type="x-p")[^>]*>', "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text)).translate(STRAIGHT)
    return "\n".join(line for line in (" ".join(p.split()) for p in text.split("\n")) if line)


def wordnet() -> list[str]:
    """WordNet 3.0 (WordNet licence), a document for each synset: its meaning, then its examples."""
    folder = WORDNET.fetch() / "usr/share/wordnet"
    return [
        synset(line)
        for part in ("noun", "verb", "adj", "adv")
        for line in (folder / f"data.{part}").read_text().splitlines()
        if not line.startswith("  ")  # the licence stands above the data
    ]


def synset(line: str) -> str:
    """One line of a WordNet data file as sentences."""
    fields, gloss = line.split(" | ", 1)
    _, _, kind, _, word, *_ = fields.split()
    word = re.sub(r"\(\w+\)$", "", word).replace("_", " ")
    examples = re.findall(r'"([^"]*)"', gloss)
    meaning = re.sub(r';?\s*"[^"]*"[^;]*', "", gloss).strip(" ;:")
    if kind == "v":
        first = f"To {word} is to {meaning}."
    elif kind in ("a", "s"):
        first = f"{word.capitalize() if word.islower() else word} means {meaning}."
    elif re.match(r"(an?|the|any|one|some) ", meaning) and kind == "n" and word.islower():
        first = f"{'An' if word[0] in 'aeiou' else 'A'} {word} is {meaning}."
    else:
        first = f"{word[0].upper()}{word[1:]}: {meaning}."
    whole = [e[0].upper() + e[1:] for e in examples if len(e.split()) > 2]
    return " ".join([first, *(e if e[-1] in ".!?" else e + "." for e in whole)])


def wikipedia() -> list[str]:
    """The sample of English Wikipedia (CC BY-SA) in gensim's own tests, one document an article."""
    dump = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
    with bz2.open(GENSIM.fetch() / "gensim/test/test_data" / dump) as stream:
        pages = [
            element.text or ""
            for _, element in ElementTree.iterparse(stream)
            if element.tag.endswith("}text")
        ]
    texts = [wiki_text(page) for page in pages if not page.lower().startswith("#redirect")]
    return [text for text in texts if len(text) > 500]


def wiki_text(wiki: str) -> str:
    """Wiki markup as plain paragraphs, without templates, tables, references, lists, headings."""
    text = re.sub(r"(?s)<!--.*?-->|<ref[^>/]*/>|<(ref|math|gallery|pre|code)\b.*?</\1>", "", wiki)
    for nested in (r"\{\{[^{}]*\}\}", r"(?s)\{\|(?:(?!\{\|).)*?\|\}"):
        count = 1
        while count:
            text, count = re.subn(nested, "", text)
    count = 1
    while count:  # innermost links first: a picture's caption holds links
        text, count = re.subn(
            r"\[\[(?:(?:File|Image|Category):[^\[\]]*|(?:[^\[\]|]*\|)?([^\[\]|]*))\]\]", r"\1", text
        )
    text = re.sub(r"\[https?:\S+ ?([^\]]*)\]|<[^>]*>|'{2,}|\(\s*[,;]?\s*\)", r"\1", text)
    text = html.unescape(text).translate(STRAIGHT)
    lines = (" ".join(line.split()) for line in text.split("\n") if line[:1] not in "=*#:;|!{}")
    return "\n".join(line for line in lines if len(line) > 80 and line[-1] in '.!?")')


#: What SmolLM2 wrote for us (Apache-2.0; `export/models/story-lm/write_texts.py`, `sift.py`).
WRITTEN = Path(__file__).resolve().parent / "written.txt.xz"
#: 210 plain sentences of our own, which no training reads.
EVERYDAY = WRITTEN.with_name("everyday.txt")


def written() -> list[str]:
    """Plain stories and sentences by SmolLM2-135M-Instruct; none where there is no file."""
    if not WRITTEN.exists():
        return []
    return lzma.decompress(WRITTEN.read_bytes()).decode().strip().split("\n\n")


class Rated(NamedTuple):
    """A sentence, and what its raters thought on average: -4 (most negative) to 4."""

    text: str
    score: float


def rated() -> list[list[Rated]]:
    """VADER's rated sentences (Hutto & Gilbert 2014), one document a tweet, review or editorial.

    The texts belong to others: they are for training, and no more than a few may be quoted.
    """
    (archive,) = VADER.fetch().glob("*/additional_resources/hutto_ICWSM_2014.tar.gz")
    documents = []
    with tarfile.open(archive) as tar:
        for name in (
            "tweets",
            "movieReviewSnippets",
            "amazonReviewSnippets",
            "nytEditorialSnippets",
        ):
            file = tar.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt")
            assert file is not None
            documents += rated_documents(file.read().decode("utf-8-sig"))
    return documents


def rated_documents(table: str) -> list[list[Rated]]:
    """Lines of id, score and text; ids such as 3_7 are the 7th sentence of the 3rd document."""
    rows = [line.split("\t", 2) for line in table.splitlines() if line.count("\t") >= 2]
    return [
        [
            Rated(" ".join(html.unescape(text).translate(STRAIGHT).split()), float(score))
            for _, score, text in group
        ]
        for _, group in groupby(rows, key=lambda row: row[0].partition("_")[0])
    ]


def raters(source: str) -> dict[str, tuple[str, list[int]]]:
    """VADER's sentences of one source by id, each with what every rater gave it, -4 to 4."""
    (archive,) = VADER.fetch().glob("*/additional_resources/hutto_ICWSM_2014.tar.gz")
    with tarfile.open(archive) as tar:
        texts, ratings = (
            dict(_rows(tar, f"hutto_ICWSM_2014/{source}_{kind}.txt"))
            for kind in ("GroundTruth", "anonDataRatings")
        )
    return {
        name: (" ".join(html.unescape(row[-1]).translate(STRAIGHT).split()), given)
        for name, row in texts.items()
        if (given := json.loads(ratings[name][-1]))
    }


def _rows(tar: tarfile.TarFile, name: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of a table by their first column."""
    file = tar.extractfile(name)
    assert file is not None
    for line in file.read().decode("utf-8-sig").splitlines():
        first, *rest = line.split("\t", 3 if "Ratings" in name else 2)
        if rest:
            yield first, rest
