"""A demo's own wheels: found once, pinned, pure, and nobody else's."""

from __future__ import annotations

import importlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from livedemo_export.store import Store
from livedemo_site import diagnostics
from livedemo_site.demos import fetch
from livedemo_site.demos.discovery import Demos
from livedemo_site.demos.wheels import Wheels
from livedemo_site.project import Project
from livedemo_site.site import Site

from tests.sites.wheel import make_wheel, only

Add = Callable[..., None]
HASH = "--hash=sha256:" + "0" * 64
PINNED = f"a-b==1 {HASH}"
DEMO = '''"""A question?"""
from livedemo import Say, Views, demo
{imports}

@demo(claim="It is said.")
async def said() -> Views:
    return Say({said})
'''


@pytest.fixture(autouse=True)
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    folder = tmp_path / "links"
    folder.mkdir()
    only(folder, monkeypatch)
    return folder


@pytest.fixture
def add(project: Project, site: Site) -> Add:
    """Adds a demo with requirements."""

    def add(requirements: str, imports: str = "", said: str = "''", name: str = "own") -> None:
        folder = project.root / "demos" / name
        folder.mkdir(exist_ok=True)
        (folder / "requirements.txt").write_text(requirements)
        (folder / "demo.py").write_text(DEMO.format(imports=imports, said=said))
        site.refresh()

    return add


def mistakes(project: Project) -> list[str]:
    return [str(mistake) for found in project.demos.values() for mistake in found.mistakes]


def test_a_wheel_is_imported_vendored_and_named(
    project: Project, site: Site, add: Add, links: Path
) -> None:
    line = make_wheel(links, "ldwheelone", "1.2", "WORD = 'from a wheel'")
    add(f"# what it needs\n{line}\n", "import ldwheelone", "ldwheelone.WORD")
    assert mistakes(project) == []
    pages = dict(site.pages("Site"))
    assert "from a wheel" in pages["demos/own/index.html"]
    assert "ldwheelone 1.2 · 0BSD" in pages["demos/own/index.html"]
    assert "ldwheelone" not in pages["demos/hello-world/index.html"]
    (path,) = [path for path in site.plan.files if path.startswith("wheels/")]
    assert line.endswith(path.split("/")[1] + line[-48:]) and path.endswith("-none-any.whl")
    assert site.plan.sizes["own"] > site.plan.sizes["hello-world"]


def test_a_warm_build_does_not_call_pip(
    project: Project, add: Add, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(make_wheel(links, "ldwheeltwo", "1.0", "WORD = 2"), "import ldwheeltwo")
    assert mistakes(project) == []
    monkeypatch.setattr(fetch, "PIP", ["false"])
    again = Demos(project.root, Wheels(Store.open(project.root)))
    again.refresh()
    assert again.found["own"].demo and again.found["own"].wheels


def test_only_its_own_demo_may_import_it(project: Project, add: Add, links: Path) -> None:
    add(make_wheel(links, "ldwheelthree", "1.0", ""), "import ldwheelthree")
    add("", "import ldwheelthree", name="other")
    (told,) = mistakes(project)
    assert told.startswith("demos/other/demo.py:3: demo.py imports ldwheelthree, which the browser")


def test_what_is_not_pinned_is_told_with_the_lines_to_write(
    project: Project, add: Add, links: Path
) -> None:
    line = make_wheel(links, "ldwheelfour", "1.0", "")
    add("ldwheelfour\n")
    assert mistakes(project) == [
        "demos/own/requirements.txt:1: ldwheelfour needs its version (==) and its hash. "
        f"With what pip finds now, write:\n{line}"
    ]


def test_all_that_is_to_be_written_can_be_pasted(project: Project, add: Add, links: Path) -> None:
    other = make_wheel(links, "ldneeded", "0.3", "")
    line = make_wheel(links, "ldwheelnine", "1.0", "", needs="ldneeded")
    add(f"{line}\n")
    (told,) = mistakes(project)
    assert told == (
        "demos/own/requirements.txt:1: what these need is missing: ldneeded. "
        f"With what pip finds now, add:\n{other}"
    )
    add("# both\nldwheelnine>=1 # at least\n")
    (told,) = mistakes(project)
    cause, *lines = told.splitlines()
    assert cause.startswith("demos/own/requirements.txt:2: ldwheelnine needs its version (==)")
    add("\n".join(lines).replace(" --hash", " \\\n    --hash"))
    assert mistakes(project) == [] and len(project.demos["own"].wheels) == 2


def test_one_without_a_pure_wheel_is_refused(project: Project, add: Add, links: Path) -> None:
    make_wheel(links, "ldcompiled", "1.0", "", tag="cp314-cp314-linux_x86_64")
    add("# compiled\n\nldcompiled==1.0 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert told.startswith(
        "demos/own/requirements.txt:3: pip finds no pure-Python wheel of ldcompiled==1.0"
    )
    assert "pyodide-build" in told


def test_a_misspelt_name_is_told_as_one(project: Project, add: Add, links: Path) -> None:
    make_wheel(links, "ldwheelten", "1.0", "")
    add("ldwheeltenn==1.0 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert told.startswith(
        "demos/own/requirements.txt:1: pip finds no package of the name ldwheeltenn"
    )
    assert "compiled" not in told


def test_a_version_that_is_not_there_is_told_with_one_that_is(
    project: Project, add: Add, links: Path
) -> None:
    make_wheel(links, "ldwheelten", "1.0", "")
    add("ldwheelten==1.1 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert told.endswith("It finds one of version 1.0.")


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("\nnot a name?\n", 2, "'not a name?' is not a requirement"),
        (f"{PINNED}\n\nA.b==2 \\\n  {HASH}", 3, "A.b is required twice, here and in line 1"),
        (f"# what\n-r other.txt\n{PINNED}", 2, "'-r other.txt' is no option"),
        ("a @ https://example.org/a.whl", 1, "'a @ https://example.org/a.whl' has an address"),
        (f"a==1; python_version > '3' {HASH}", 1, "has a marker"),
        ("a==1 --hash=sha256:12", 1, "--hash=sha256:12 is no hash"),
    ],
)
def test_a_mistake_is_told_at_its_line_before_pip_runs(
    project: Project,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    line: int,
    cause: str,
) -> None:
    monkeypatch.setattr(fetch, "PIP", ["false"])
    add(text)
    (told,) = mistakes(project)
    assert told.startswith(f"demos/own/requirements.txt:{line}: ") and cause in told


def test_another_file_under_the_same_name_is_refused(
    project: Project, add: Add, links: Path
) -> None:
    make_wheel(links, "ldwheelfive", "1.0", "")
    add("ldwheelfive==1.0 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert "not the one whose hash stands here" in told


def test_what_is_told_of_several_hashes_can_be_pasted(
    project: Project, add: Add, links: Path
) -> None:
    for name in ("ldpasteone", "ldpastetwo"):
        make_wheel(links, name, "1.0", "")
    wrong = " --hash=sha256:" + "0" * 64
    add(f"ldpasteone==1.0{wrong}\nldpastetwo==1.0{wrong}{wrong[:-1]}1\n")
    (told,) = mistakes(project)
    cause, *lines = told.splitlines()
    assert "were they exchanged?" in cause and cause.endswith("What pip finds now is:")
    box = diagnostics.box(project.demos["own"].mistakes)
    assert "<pre>" + "\n".join(lines) + "</pre>" in box
    add("\n".join(lines))
    assert mistakes(project) == [] and len(project.demos["own"].wheels) == 2


def test_a_package_without_any_wheel_is_not_one_to_compile(
    project: Project, add: Add, links: Path
) -> None:
    with tarfile.open(links / "ldsource-1.0.tar.gz", "w:gz") as archive:
        data = b"Metadata-Version: 2.1\nName: ldsource\nVersion: 1.0\n"
        info = tarfile.TarInfo("ldsource-1.0/PKG-INFO")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    add("ldsource==1.0 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert "It finds no wheel of ldsource at all" in told and "compiled" not in told
    make_wheel(links, "ldother", "2.0", "", tag="cp314-cp314-linux_x86_64")
    add("ldother==1.0 --hash=sha256:" + "0" * 64)
    (told,) = mistakes(project)
    assert "It finds no version ==1.0, and others that must be compiled." in told


def test_two_versions_clash(project: Project, add: Add, links: Path) -> None:
    add(make_wheel(links, "ldwheelsix", "1.0", ""), name="a")
    add(make_wheel(links, "ldwheelsix", "2.0", ""), name="b")
    (told,) = mistakes(project)
    assert told.startswith("demos/b/requirements.txt:1: ldwheelsix 2.0 is asked for here, and 1.0")


def test_a_changed_wheel_is_the_one_that_runs(
    project: Project, site: Site, add: Add, links: Path
) -> None:
    """A process that goes on, as `mkdocs serve` does, has the earlier version in memory."""
    for version in ("1.0", "2.0", "1.0"):
        line = make_wheel(links, "ldwheelseven", version, f"WORD = 'version {version}'")
        add(line, "import ldwheelseven", "ldwheelseven.WORD")
        assert mistakes(project) == []
        page = dict(site.pages("Site"))["demos/own/index.html"]
        assert f"version {version}" in page and f"ldwheelseven {version} · 0BSD" in page


def test_a_wheel_comes_before_what_was_imported_already(
    project: Project,
    site: Site,
    add: Add,
    links: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/ldwheeleight.py").write_text("WORD = 'installed here'")
    monkeypatch.syspath_prepend(tmp_path / "installed")
    assert importlib.import_module("ldwheeleight").WORD == "installed here"
    line = make_wheel(links, "ldwheeleight", "1.0", "WORD = 'from the wheel'")
    add(line, "import ldwheeleight", "ldwheeleight.WORD")
    assert "from the wheel" in dict(site.pages("Site"))["demos/own/index.html"]
