"""``livedemo check`` and ``build`` read the site's own configuration, and never look at nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_site.cli import main

from tests.sites.site import make

BAD = "```demo hello-world\ntimes: 9\n```\n"
SAYS = "times must be a whole number from 1 to 3, not 9"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    return make("base", tmp_path)


def write(root: Path, **files: str) -> None:
    """Files by name, ``__`` standing for a slash and ``_md`` for ``.md``."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_md", ".md").replace("_yml", ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def livedemo(
    capsys: pytest.CaptureFixture[str], root: Path, *arguments: str
) -> tuple[int, str, list[str]]:
    code = main(["--root", str(root), *arguments])
    said = capsys.readouterr()
    return code, said.out.strip(), said.err.splitlines()


@pytest.mark.parametrize(
    "config",
    [
        "docs_dir: content\n",
        "docs_dir: !ENV [NO_SUCH_THING, content]\n",
        "docs_dir: !ENV THE_DOCS\n",
        "INHERIT: base/parent.yml\n",
        "docs_dir: content\nother: !unknown {a: b}\nmore: !tag [1]\n",
        "docs_dir: content\nsome: !!python/name:no_such_package.thing ''\n",
        "docs_dir: ./content/\nplugins:\n  - search\n  - livedemo/demos\n",
    ],
)
def test_the_pages_are_where_the_site_says(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, config: str
) -> None:
    monkeypatch.setenv("THE_DOCS", "content")
    write(root, mkdocs_yml=f"site_name: x\n{config}", base__parent_yml="docs_dir: content\n")
    write(root, content__deep__page_md=f"# x\n\n{BAD}")
    code, said, errors = livedemo(capsys, root, "check")
    assert (code, said) == (1, "1 demos, 1 pages: 1 mistake")
    assert errors == [f"content/deep/page.md:4: {SAYS}"]


def test_zensicals_configuration(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "mkdocs.yml").unlink()
    (root / "zensical.toml").write_text(
        '[project]\ndocs_dir = "content"\n'
        "[project.markdown_extensions.pymdownx.tabbed]\nalternate_style = true\n"
    )
    write(root, content__page_md='=== "Tab"\n\n    ' + BAD.replace("\n", "\n    "))
    assert livedemo(capsys, root, "check")[2] == [f"content/page.md:4: {SAYS}"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--root", "{}/nowhere", "check"], "there is no folder {}/nowhere"),
        (["--root", "{}/nowhere", "build"], "there is no folder {}/nowhere"),
        (["--root", "{}/nowhere", "new", "demo", "x"], "there is no folder {}/nowhere"),
        (["--root", "{}/nowhere", "clean"], "there is no folder {}/nowhere"),
        (["--root", "{}/mkdocs.yml", "check"], "there is no folder {}/mkdocs.yml"),
        (["--root", "{}", "check"], "there is no folder {}/docs"),
        (["--root", "{}", "check", "--docs", "pages"], "there is no folder {}/pages"),
        (["--root", "{}", "build"], "the built site {}/site: there is no such folder"),
        (["--root", "{}", "build", "--site", "no"], "the built site {}/no: there is no such"),
        (["--root", "{}", "build", "--site", "demos"], "there is no page in it"),
        (["--root", "{}/demos", "check"], "there is no folder {}/demos/demos"),
    ],
)
def test_what_is_not_there_is_an_error(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main([each.format(root) for each in arguments]) != 0
    output = capsys.readouterr()
    assert said.format(root) in output.err and not output.out
    assert output.err.startswith("livedemo: ") and output.err.count("\n") == 1


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("site_name: x\ndocs_dir: [\n", "mkdocs.yml:3: it is not YAML"),
        ("a: b: c\n", "mkdocs.yml:1: it is not YAML"),
        ("- a\n", "mkdocs.yml:1: it must hold settings"),
        ("site_name: x\nINHERIT: none.yml\n", "mkdocs.yml:2: INHERIT: there is no file none.yml"),
        ("\nINHERIT: mkdocs.yml\n", "mkdocs.yml:2: INHERIT: inherits from itself"),
        ("site_name: x\ndocs_dir: [a]\n", "mkdocs.yml:2: docs_dir must be a folder, not ['a']"),
        ("\n\nmarkdown_extensions:\n  - nope\n", "mkdocs.yml:4: the Markdown extension nope can't"),
    ],
)
def test_a_broken_configuration(
    root: Path, capsys: pytest.CaptureFixture[str], config: str, told: str
) -> None:
    write(root, mkdocs_yml=config, docs__index_md="x\n")
    code, _, errors = livedemo(capsys, root, "check")
    assert code == 1 and len(errors) == 1 and errors[0].startswith(told), errors


def test_pages_that_are_left_out_are_no_pages(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, mkdocs_yml="site_name: x\nexclude_docs: |\n  drafts/\n  *.inc.md\n")
    write(root, docs__index_md="x\n", docs__drafts__a_md=BAD, docs__templates__a_md=BAD)
    (root / "docs/x.inc.md").write_text(BAD)
    assert livedemo(capsys, root, "check") == (0, "1 demos, 1 pages: no mistakes", [])


def test_extensions_are_those_of_the_site(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = '??? note "x"\n\n    ' + BAD.replace("\n", "\n    ")
    write(root, docs__index_md=text, mkdocs_yml="site_name: x\n")
    assert livedemo(capsys, root, "check")[0] == 0  # there, it is code
    write(root, mkdocs_yml="site_name: x\nmarkdown_extensions: [pymdownx.details]\n")
    assert livedemo(capsys, root, "check")[2] == [f"docs/index.md:4: {SAYS}"]


# What was pasted in

SNIPPETS = """site_name: x
plugins: [livedemo/demos]
markdown_extensions:
  - pymdownx.snippets:
      base_path: [., docs, !relative $config_dir]
"""


@pytest.mark.parametrize(
    "paste",
    [
        '--8<-- "parts/one.md"',
        "--8<-- 'parts/one.md'",
        "--8<--\nparts/one.md\n--8<--",
        '--8<-- "parts/one.md:part"',
        '--8<-- "parts/one.md:3:8"',
        '- item\n\n    --8<-- "parts/one.md"',
        '--8<-- "parts/outer.md"',
    ],
)
def test_a_fence_of_a_snippet_is_told_at_its_own_line(
    root: Path, capsys: pytest.CaptureFixture[str], paste: str
) -> None:
    write(root, mkdocs_yml=SNIPPETS, docs__index_md=f"---\ntitle: x\n---\n# Page\n\n{paste}\n")
    part = "\n\n<!-- --8<-- [start:part] -->\n" + BAD + "<!-- --8<-- [end:part] -->\n"
    write(root, parts__one_md=part, parts__outer_md='Text.\n\n--8<-- "parts/one.md"\n')
    assert livedemo(capsys, root, "check")[2] == [f"parts/one.md:5: {SAYS}"]


@pytest.mark.parametrize(
    "paste",
    [
        '{% include-markdown "../parts/one.md" %}',
        '{%\n  include-markdown "../parts/one.md"\n%}',
        "{% include 'parts/one.md' %}",
        "{!parts/one.md!}",
        "{{ include('parts/one.md') }}",
        '{% include-markdown "../parts/*.md" %}',
    ],
)
def test_what_plugins_would_paste_in_is_checked_as_well(
    root: Path, capsys: pytest.CaptureFixture[str], paste: str
) -> None:
    write(root, docs__index_md=f"# Page\n\n{paste}\n", parts__one_md=f"x\n\n{BAD}")
    assert livedemo(capsys, root, "check")[2] == [f"parts/one.md:4: {SAYS}"]


FILLED = [
    "```demo {{ name }}\n```\n",
    "```demo hello-world\ntimes: {{ times }}\n```\n",
    "```demo hello-world\n{{ options }}\n```\n",
    "{% for name in demos %}\n```demo {{ name }}\n```\n{% endfor %}\n",
    "```demo hello-world\n{% if x %}\ntimes: 2\n{% else %}\ntimes: 3\n{% endif %}\n```\n",
    "```{{ kind }} hello-world\n```\n",
]


@pytest.mark.parametrize("plugins", ["[macros]", "[livedemo/demos, search, macros: {a: b}]"])
@pytest.mark.parametrize("text", FILLED)
def test_a_fence_that_macros_fill_is_no_false_alarm(
    root: Path, capsys: pytest.CaptureFixture[str], plugins: str, text: str
) -> None:
    write(root, mkdocs_yml=f"site_name: x\nplugins: {plugins}\n", docs__index_md=text)
    assert livedemo(capsys, root, "check") == (0, "1 demos, 1 pages: no mistakes", [])


def test_what_stands_beside_a_template_is_checked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, mkdocs_yml="site_name: x\nplugins: [macros]\n")
    text = "```demo hello-world\ntext: {{ text }}\ntimes: 9\n```\n"
    write(root, docs__index_md=text)
    assert livedemo(capsys, root, "check")[2] == [f"docs/index.md:3: {SAYS}"]


def test_without_anything_that_fills_them_templates_are_texts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, mkdocs_yml="site_name: x\nplugins: [search, livedemo/demos]\n")
    write(root, docs__index_md="```demo hello-world\ntimes: {{ n }}\n```\n")
    (told,) = livedemo(capsys, root, "check")[2]
    assert told.startswith("docs/index.md:2: times must be a whole number")


def test_pages_that_are_no_text(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        root, docs__index_md="x\n", docs__fine_md="\ufeff# x\r\n\r\n```demo hello-world\r\n```\r\n"
    )
    (root / "docs/latin.md").write_bytes("# A\n\ncafé\n".encode("latin-1"))
    (root / "docs/folder.md").mkdir()
    (root / "docs/link.md").symlink_to("nowhere.md")
    code, said, errors = livedemo(capsys, root, "check")
    assert code == 1 and said == "1 demos, 5 pages: 3 mistakes"
    assert sorted(errors) == [
        "docs/folder.md: it can't be read: Is a directory",
        "docs/latin.md:3: latin.md isn't UTF-8: byte 0xE9 in line 3; save it as UTF-8",
        "docs/link.md: it can't be read: No such file or directory",
    ]
