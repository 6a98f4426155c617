"""Packages fetched by a real client from a local folder, and readers on the smallest real data."""

import hashlib
import io
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from workshop import pretrained, texts
from workshop.corpora import CorpusError, Package, unpack

WHEEL = "poems-1.0-py3-none-any.whl"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wheel, which pip takes for its registry."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    with zipfile.ZipFile(shelf / WHEEL, "w") as wheel:
        wheel.writestr("poems/poem.txt", "A rose is a rose.")
        wheel.writestr("poems-1.0.dist-info/METADATA", "Name: poems\nVersion: 1.0\n")
        wheel.writestr("poems-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("poems-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("LIVEDEMO_CORPORA", str(tmp_path / "corpora"))
    return shelf


def test_fetches_once_and_then_reads_the_cache(shelf: Path) -> None:
    digest = hashlib.sha256((shelf / WHEEL).read_bytes()).hexdigest()
    package = Package("pypi", "poems", "1.0", digest)
    folder = package.fetch()
    assert (folder / "poems/poem.txt").read_text() == "A rose is a rose."
    (shelf / WHEEL).unlink()
    assert package.fetch() == folder
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_another_file_than_the_pinned_one_is_refused(shelf: Path) -> None:
    with pytest.raises(CorpusError, match=f"{WHEEL}: sha256 is [0-9a-f]+, pinned is 00"):
        Package("pypi", "poems", "1.0", "00").fetch()
    assert not list((shelf.parent / "corpora").iterdir())


def test_a_missing_version_says_which(shelf: Path) -> None:
    with pytest.raises(CorpusError, match=r"poems 2\.0: (?s:.*)No matching distribution"):
        Package("pypi", "poems", "2.0").fetch()


def test_each_registry_is_asked_by_its_own_client() -> None:
    assert Package("debian", "wordnet-base", "1:3.0-37").command() == [
        "apt-get",
        "download",
        "wordnet-base=1:3.0-37",
    ]
    assert Package("npm", "words", "1.2.0").command()[-1] == "words@1.2.0"
    assert "--no-binary=:all:" in Package("pypi", "words", "1.2.0", sdist=True).command()


def test_unpacks_a_tar_archive(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        entry = tarfile.TarInfo("package/words.txt")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"one"))
    unpack(tmp_path / "a.tgz", tmp_path / "out")
    assert (tmp_path / "out/package/words.txt").read_text() == "one"


def test_every_package_that_is_read_is_pinned() -> None:
    read = {**vars(texts), **vars(pretrained)}.values()
    pinned = [value for value in read if isinstance(value, Package)]
    assert len(pinned) >= 6
    assert all(len(package.sha256 or "") == 64 for package in pinned)


def test_strings_of_an_r_database() -> None:
    def lazy(*lines: str) -> bytes:
        coded = (b"\x00\x04\x00\x09" + struct.pack(">i", len(s)) + s.encode() for s in lines)
        raw = b"X\n header" + b"".join(coded)
        return struct.pack(">I", len(raw)) + zlib.compress(raw)

    assert list(texts.r_strings(lazy("CHAPTER I", "") + lazy("It is"))) == [
        ["CHAPTER I", ""],
        ["It is"],
    ]


def test_chapters_of_a_novel() -> None:
    long = "word " * 110
    lines = ["EMMA", "CHAPTER I", "", "“Oh!”--she", "_said_.", "", long, "Chapter 2", long]
    first, second = texts.chapters(lines)
    assert first.split("\n") == ['"Oh!" - she said.', long.strip()]
    assert second == long.strip()


def test_chapters_of_a_sword_module(tmp_path: Path) -> None:
    verses = [
        '<chapter n="1" osisID="Gen.1"/>',
        '<w lemma="x">In</w> the beginning,<note>Hebrew</note> God. ',
        '<div sID="g" type="x-p"/>God said, “Let there be <w>light</w>,” &amp; so on. ',
        '<chapter n="2" osisID="Gen.2"/>',
        "The heavens.",
    ]
    block = zlib.compress("".join(verses).encode())
    (tmp_path / "ot.bzz").write_bytes(b"--" + block)
    (tmp_path / "ot.bzs").write_bytes(struct.pack("<III", 2, len(block), 0))
    at, index = 0, b""
    for verse in verses:
        index += struct.pack("<IIH", 0, at, len(verse.encode()))
        at += len(verse.encode())
    (tmp_path / "ot.bzv").write_bytes(index)
    assert [text for text in texts.sword_chapters(tmp_path / "ot") if text] == [
        'In the beginning, God.\nGod said, "Let there be light," & so on.',
        "The heavens.",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "02118333 05 n 01 fox 0 001 @ 02083346 n 0000 | a clever animal; "
            '"the fox hid in a hole"; "foxes"',
            "A fox is a clever animal. The fox hid in a hole.",
        ),
        (
            "00001740 29 v 01 take_a_breath 0 000 | draw air into the lungs",
            "To take a breath is to draw air into the lungs.",
        ),
        ("1 00 s 01 keen(a) 0 000 | sharp", "Keen means sharp."),
        ("1 18 n 01 Bell 0 000 | inventor of the telephone", "Bell: inventor of the telephone."),
    ],
)
def test_a_synset_as_sentences(line: str, said: str) -> None:
    assert texts.synset(line) == said


def test_wiki_markup_as_paragraphs() -> None:
    long = "which is long enough to be taken for a paragraph if it were one, yes, it surely is."
    wiki = [
        "{{Infobox|a=1|b={{nested}}}}",
        "== Heading ==",
        "The country<ref name=x>A [[book]].</ref> of '''Utopia''' (; ) lies {{nowrap|far}} away.",
        f"* an item {long}",
        "It has no [[Tax (law)|taxes]], as everybody knows who has been there before, "
        "&amp; the&nbsp;[[sea]] is near – “very” near<!-- how near? -->.",
        f"[[File:a.png|thumb|A [[map]] of it, {long}]]",
        f"{{| class=x\n| a cell {long}\n|}}",
    ]
    assert texts.wiki_text("\n".join(wiki)) == (
        "It has no taxes, as everybody knows who has been there before, "
        '& the sea is near - "very" near.'
    )


def test_rated_sentences_stand_together_as_one_document() -> None:
    table = (
        "1_1\t-0.5\tIt broke.\r\n1_2\t2.25\tI’d buy  it\tagain &amp; again.\r\n2_1\t0\tFine.\r\n"
    )
    assert texts.rated_documents(table) == [
        [("It broke.", -0.5), ("I'd buy it again & again.", 2.25)],
        [("Fine.", 0.0)],
    ]
