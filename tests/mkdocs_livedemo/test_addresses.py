"""What others have put at an address of ours stays, and both are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_site.cli import main

from tests.sites.site import build, make

ADDRESS = (
    "it has the address of the page that livedemo makes for a demo (demos/hello-world/demo.py)"
)
HOOK = """from mkdocs.structure.files import File

def on_files(files, config):
    files.append(File.generated(config, "demos/hello-world.md", content="# Somebody's own"))
"""
LATE = """from pathlib import Path
from mkdocs.plugins import event_priority

@event_priority(100)
def on_post_build(config):
    page = Path(config.site_dir) / "demos/hello-world/index.html"
    page.parent.mkdir(parents=True)
    page.write_text("Somebody's own")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make("base", tmp_path)
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("```demo hello-world\n```\n")
    return root


@pytest.mark.parametrize(
    ("page", "source"),
    [
        ("demos/hello-world.md", "docs/demos/hello-world.md"),
        ("demos/hello-world/index.md", "docs/demos/hello-world/index.md"),
        ("demos/hello-world/README.md", "docs/demos/hello-world/README.md"),
        ("demos/hello-world/index.html", "docs/demos/hello-world/index.html"),
    ],
)
def test_a_page_of_the_authors(root: Path, page: str, source: str) -> None:
    file = root / "docs" / page
    file.parent.mkdir(parents=True)
    file.write_text("Somebody's own\n")
    done = build(root)
    assert done.returncode == 0 and done.stderr.count(f"{source}: {ADDRESS}") == 1, done.stderr
    assert "own" in (root / "site/demos/hello-world/index.html").read_text()
    strict = build(root, "--strict", "-q")
    assert strict.returncode != 0 and f"{source}: {ADDRESS}" in strict.stderr


def test_a_page_of_another_plugins(root: Path) -> None:
    (root / "hook.py").write_text(HOOK)
    with (root / "mkdocs.yml").open("a") as config:
        config.write("hooks: [hook.py]\n")
    done = build(root, "--strict", "-q")
    assert done.returncode != 0 and ADDRESS in done.stderr
    assert "demos/hello-world.md (made by the plugin " in done.stderr


def test_a_page_that_another_plugin_writes_at_the_end(root: Path) -> None:
    (root / "hook.py").write_text(LATE)
    with (root / "mkdocs.yml").open("a") as config:
        config.write("hooks: [hook.py]\n")
    done = build(root)
    assert f"site/demos/hello-world/index.html: {ADDRESS}" in done.stderr
    assert (root / "site/demos/hello-world/index.html").read_text() == "Somebody's own"


def test_a_file_in_the_folder_of_our_assets(root: Path) -> None:
    (root / "docs/assets/livedemo").mkdir(parents=True)
    (root / "docs/assets/livedemo/manifest.json").write_text("{}")
    done = build(root, "--strict", "-q")
    told = "docs/assets/livedemo/manifest.json: assets/livedemo/ is the folder of livedemo's own"
    assert done.returncode != 0 and told in done.stderr


def test_other_addresses_do_not_meet(root: Path) -> None:
    (root / "docs/demos").mkdir()
    (root / "docs/demos.md").write_text("# All of them\n")
    (root / "docs/demos/hello.md").write_text("# Another\n")
    assert build(root, "--strict", "-q").returncode == 0
    assert build(root, "--strict", "-q", "--dirty").returncode == 0  # over our own pages


def test_a_page_of_a_host_without_plugins(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = root / "site/demos/hello-world/index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html><head></head>Somebody's own</html>")
    assert main(["--root", str(root), "build"]) == 1
    assert f"site/demos/hello-world/index.html: {ADDRESS}" in capsys.readouterr().err
    assert "Somebody's own" in page.read_text()
    (root / "docs/demos").mkdir()
    (root / "docs/demos/hello-world.md").write_text("# Mine\n")
    assert main(["--root", str(root), "build"]) == 1
    assert f"docs/demos/hello-world.md: {ADDRESS}" in capsys.readouterr().err
    assert main(["--root", str(root), "check"]) == 1
    assert f"docs/demos/hello-world.md: {ADDRESS}" in capsys.readouterr().err
    (root / "docs/demos/hello-world.md").unlink()
    page.unlink()
    (root / "site/index.html").write_text("<html><head></head></html>")
    for _ in range(2):  # the second time over our own
        assert main(["--root", str(root), "build"]) == 0


def test_a_page_that_is_no_text(root: Path) -> None:
    (root / "docs/latin.md").write_bytes("# A\n\ncafé\n".encode("latin-1"))
    done = build(root)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    told = "docs/latin.md:3: latin.md isn't UTF-8: byte 0xE9 in line 3; save it as UTF-8"
    assert done.stderr.count(told) == 1, done.stderr


def test_a_fence_of_a_snippet_is_told_at_its_own_line(root: Path) -> None:
    (root / "parts").mkdir()
    (root / "parts/one.md").write_text("Text.\n\n```demo hello-world\ntimes: 9\n```\n")
    (root / "docs/index.md").write_text('---\ntitle: x\n---\n- a\n\n    --8<-- "parts/one.md"\n')
    with (root / "mkdocs.yml").open("a") as config:
        config.write("markdown_extensions: [pymdownx.snippets]\n")
    done = build(root)
    assert "WARNING -  livedemo: parts/one.md:4: times must be" in done.stderr, done.stderr


def test_a_fence_that_a_plugin_fills_has_its_line(root: Path) -> None:
    """As macros do: templates in the text are filled in, and one gives several fences."""
    (root / "hook.py").write_text(
        "import jinja2\ndef on_page_markdown(markdown, **_):\n"
        "    return jinja2.Template(markdown).render(n=9, names=['nobody', 'hello-world'])\n"
    )
    with (root / "mkdocs.yml").open("a") as config:
        config.write("hooks: [hook.py]\n")
    (root / "docs/index.md").write_text(
        "---\ntitle: x\n---\n# A\n\n```demo hello-world\ntimes: {{ n }}\n```\n\n"
        "{% for name in names %}\n```demo {{ name }}\n```\n{% endfor %}\n"
    )
    done = build(root)
    assert "docs/index.md:7: times must be" in done.stderr, done.stderr
    assert 'docs/index.md:11: no demo "nobody"' in done.stderr
