"""`python docs/fonts/make.py`: the site's fonts, their licence and `fonts.css`, from npm packages.

What it needs, `make` has set up. The packages come through the npm that makes the runtime, and are
held to their digests; with the versions of `constraints.txt` the bytes are the same on any machine.
`--check` writes nothing, and says whether the files here are those.

Three voices: Literata for prose, Instrument Sans for the interface, Commit Mono for what a model
reads and writes. Each has the characters of the site's own words. What a reader types may hold any
others; there the reader's system steps in.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from livedemo_site.runtime_build.node import find_node

HERE = Path(__file__).parent
VERSION = "5.3.0"  # of all packages

LITERATA = "@fontsource-variable/literata"
SANS = "@fontsource-variable/instrument-sans"
MONO = "@fontsource/commit-mono"
# What stands in until ours have come is measured too: these are as wide as fonts of the systems.
GEORGIA, TIMES, ARIAL = "@fontsource/gelasio", "@fontsource/tinos", "@fontsource/arimo"
NOTO, ROBOTO = "@fontsource/noto-serif", "@fontsource/roboto"

DIGESTS = {  # sha256 of the packages
    LITERATA: "6511fb89c1b68ad10a422204580984dd3e27a129edc4cd015ee342f06a8fe4ac",
    SANS: "b227c74ad6c1bd5448d9ab4cc03662c083fcb814f450c712e93bd7091e9bbb89",
    MONO: "4ee688767542a6373ba999d9c617327c275eec16c3c8767ef51447b1951a4df3",
    GEORGIA: "8a8579e2d5be4074764ba3d4336afc3ad4cc1f2e04a0208e5386febf782dfcd7",
    TIMES: "218a9f3dfc1f43e595835ba84ffb1f69723f27cab54a50b5acd64c0fe067dbe2",
    ARIAL: "df44945077a74905969f15bba3b442f9fb6773818b2b59c970911deace01132f",
    NOTO: "846d219c2c9c668ebe2b5ca0e76c403a35f847d83c4c441c107f9bdc152830df",
    ROBOTO: "77620f437249772e381698224ea1bddd01c985ecd60267a63ddc96b9eb9348f7",
}

ASCII = "".join(map(chr, range(0x20, 0x7F)))
MARKS = "\u00a0«»·×°±¶–—‘’“”„•…−"
LETTERS = "©àáâäãåæçèéêëíîïñòóôöøúûüýßœÀÂÄÅÆÇÈÉÊÑÓÖØÜŒ"
SIGNS = "←↑→↓√≈≤≥␣✓✗"  # in the mono alone, which lends them to the others
TEXT = ASCII + MARKS + LETTERS
CODE = TEXT + SIGNS + "ΔλσŠšŽž"


@dataclass(frozen=True)
class Face:
    """One file: what it is cut from, and what stays of it."""

    file: str
    family: str
    package: str
    source: str
    characters: str
    features: tuple[str, ...]
    weights: tuple[int, int] | None = None  # of a variable font
    italic: bool = False

    @property
    def weight(self) -> str:
        """As a style sheet has it."""
        low, high = self.weights or (400, 400)
        return str(low) if low == high else f"{low} {high}"


PROSE = ("kern", "liga", "ccmp")
FACES = (
    Face(
        file="literata-400.woff2",
        family="Literata",
        package=LITERATA,
        source="literata-latin-wght-normal",
        characters=TEXT,
        features=PROSE,
        weights=(400, 400),
    ),
    Face(
        file="literata-400-italic.woff2",
        family="Literata",
        package=LITERATA,
        source="literata-latin-wght-italic",
        characters=TEXT,
        features=PROSE,
        weights=(400, 400),
        italic=True,
    ),
    Face(
        file="instrument-sans-400-600.woff2",
        family="Instrument Sans",
        package=SANS,
        source="instrument-sans-latin-wght-normal",
        characters=TEXT,
        features=("tnum", "ccmp"),
        weights=(400, 600),
    ),
    Face(
        file="commit-mono-400.woff2",
        family="Commit Mono",
        package=MONO,
        source="commit-mono-latin-400-normal",
        characters=CODE,
        features=("ccmp",),
    ),
)

# Of a family of ours: what stands in for it, by the names it has on systems, and what measures it.
STANDING_IN = {
    "Literata": (
        ("Literata as Georgia", GEORGIA, ("Georgia", "Gelasio")),
        ("Literata as Times", TIMES, ("Times New Roman", "Liberation Serif", "Tinos")),
        ("Literata as Noto Serif", NOTO, ("Noto Serif",)),  # Android's
    ),
    "Instrument Sans": (
        ("Instrument Sans as Arial", ARIAL, ("Arial", "Liberation Sans", "Arimo")),
        ("Instrument Sans as Roboto", ROBOTO, ("Roboto",)),
    ),
}
# Words do not move when a file comes late: it is shown from the next page on. The head asks for all
# files first, so that they are there before words are, on any line but the slowest.
DISPLAY = "optional"
# Widths are compared over this: letters as often as in prose.
SAMPLE = """
Each token has become a vector, a list of numbers. At first the list depends on the token alone: the
it in one sentence starts out the same as the it in any other. To be of use, it has to take in its
surroundings. Who is it here? What has been said? Older networks passed a summary along, word by
word, and the summary had to hold everything.
"""


def fetch(folder: Path) -> None:
    """Each package, unpacked into a folder of its name."""
    for package, digest in DIGESTS.items():
        node = find_node()
        name = node.run_npm(["pack", "--silent", f"{package}@{VERSION}"], cwd=folder).split()[-1]
        packed = (folder / name).read_bytes()
        if hashlib.sha256(packed).hexdigest() != digest:
            raise ValueError(f"{package} {VERSION} is another than the one that was looked at")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder / package, filter="data")


def opened(folder: Path, package: str, source: str) -> TTFont:
    """A font of a package. Nothing of today gets into what is made of it."""
    path = folder / package / "package/files" / f"{source}.woff2"
    return TTFont(path, recalcTimestamp=False)


def cut(font: TTFont, face: Face) -> TTFont:
    """What stays of it."""
    if face.weights:
        low, high = face.weights
        font = instancer.instantiateVariableFont(
            font, {"wght": low if low == high else (low, high)}
        )
    options = Options()
    options.layout_features = list(face.features)
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=face.characters)
    subsetter.subset(font)
    if face.package == MONO:
        redraw_space(font)
    return font


def redraw_space(font: TTFont) -> None:
    """Commit Mono's ␣ hangs below the line, as an underscore does: draw a cup that reaches up."""
    strings = font["CFF "].cff.topDictIndex[0].CharStrings
    width, old = 600, strings["uni2423"]
    pen = T2CharStringPen(width, font.getGlyphSet())
    pen.moveTo((56, -130))
    for point in (
        *((544, -130), (544, 140), (468, 140), (468, -56)),
        *((132, -56), (132, 140), (56, 140)),
    ):
        pen.lineTo(point)
    pen.closePath()
    strings["uni2423"] = pen.getCharString(private=old.private, globalSubrs=old.globalSubrs)
    font["hmtx"]["uni2423"] = (width, 56)


def packed(font: TTFont) -> bytes:
    """As woff2."""
    font.flavor = "woff2"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def width(font: TTFont) -> float:
    """The mean width of the sample's characters, in ems."""
    names, metrics = font.getBestCmap(), font["hmtx"]
    text = " ".join(SAMPLE.split())
    widths: list[int] = [metrics[names[ord(character)]][0] for character in text]
    return sum(widths) / len(text) / int(font["head"].unitsPerEm)


def rule(**descriptors: str) -> str:
    """A font face."""
    lines = "".join(
        f"  {name.replace('_', '-')}: {value};\n" for name, value in descriptors.items()
    )
    return f"@font-face {{\n{lines}}}\n"


def standing_in(folder: Path, face: Face, font: TTFont) -> list[str]:
    """Faces of the reader's system, as wide and as high as one of ours."""
    rules = []
    low, high = face.weights or (400, 400)
    for family, package, names in STANDING_IN.get(face.family, ()):
        for weight in sorted({low, high}):
            ours = (
                font
                if low == high
                else instancer.instantiateVariableFont(copy(font), {"wght": weight})
            )
            bold, style = weight > 500, "italic" if face.italic else "normal"
            source = f"{package.split('/')[1]}-latin-{700 if bold else 400}-{style}"
            scale = width(ours) / width(opened(folder, package, source))
            em, name = ours["head"].unitsPerEm, " Bold" * bold + " Italic" * face.italic
            rules.append(
                rule(
                    font_family=f'"{family}"',
                    font_style=style,
                    font_weight=str(weight),
                    src=", ".join(f'local("{one}{name}")' for one in names),
                    size_adjust=f"{scale:.2%}",
                    ascent_override=f"{ours['hhea'].ascent / em / scale:.2%}",
                    descent_override=f"{-ours['hhea'].descent / em / scale:.2%}",
                    line_gap_override="0%",
                )
            )
    return rules


def copy(font: TTFont) -> TTFont:
    """Another that is the same."""
    file = io.BytesIO()
    font.save(file)
    file.seek(0)
    return TTFont(file, recalcTimestamp=False)


def ranges(characters: str) -> str:
    """As a style sheet has them."""
    return ", ".join(f"U+{ord(character):X}" for character in sorted(characters))


def make(folder: Path) -> dict[str, bytes]:
    """All files, by their names."""
    fetch(folder)
    files, copyrights, own, others = dict[str, bytes](), list[str](), list[str](), list[str]()
    for face in FACES:
        font = cut(opened(folder, face.package, face.source), face)
        said = font["name"].getDebugName(0)
        copyrights += [said] if said not in copyrights else []
        others += standing_in(folder, face, font)
        files[face.file] = packed(font)
        own.append(
            f"/* {len(files[face.file]):,} bytes, sha256 "
            f"{hashlib.sha256(files[face.file]).hexdigest()} */\n"
            + rule(
                font_family=f'"{face.family}"',
                font_style="italic" if face.italic else "normal",
                font_weight=face.weight,
                font_display=DISPLAY,
                src=f'url("{face.file}") format("woff2")',
            )
        )
    lent = rule(
        font_family='"Signs"',
        font_display=DISPLAY,
        src=f'url("{FACES[-1].file}") format("woff2")',
        unicode_range=ranges(SIGNS),
    )
    parts = [
        "/* Made by make.py. */\n",
        *own,
        "/* The mono's signs, for the faces that lack them: the same file, asked for once. */\n"
        + lent,
        "/* What the reader's system has, with the widths and heights of ours. */\n",
        *others,
    ]
    files["fonts.css"] = "\n".join(parts).encode()
    licence = (folder / LITERATA / "package/LICENSE").read_text("utf-8")
    head = "\n".join(copyrights) + "\n\nThey are subsets; Commit Mono's U+2423 is redrawn.\n\n"
    files["LICENSE.txt"] = (head + licence[licence.index("This Font Software") :]).encode()
    return files


def main() -> int:
    """Run the command; gives its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    with TemporaryDirectory() as temporary:
        files = make(Path(temporary))
    differ = [
        name
        for name, content in files.items()
        if not (HERE / name).is_file() or (HERE / name).read_bytes() != content
    ]
    for name in differ:
        if check:
            print(f"{name} is not what this makes", file=sys.stderr)
        else:
            (HERE / name).write_bytes(files[name])
    fonts = sum(len(files[face.file]) for face in FACES)
    print(f"{fonts:,} bytes in {len(FACES)} fonts; {len(differ)} files differed")
    return int(check and bool(differ))


if __name__ == "__main__":
    sys.exit(main())
