"""Hits need no torch and no time; misses go to a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import livedemo_export
import pytest
from livedemo_export.ensure import ensure, find_model, known_models, stored
from livedemo_export.store import Store

from .conftest import Project

# one process exports the small models for all tests that look at them
pytestmark = pytest.mark.together("exported")

SOURCE = str(Path(livedemo_export.__file__).parents[1])
GOOD = ["mixed", "mlp", "step", "tiny-gpt2", "two-graphs", "vocabulary"]

VOCABULARY = """
from pathlib import Path
from livedemo_export import Model
def build():
    print("chatter that mustn't mix with the answers")
    return Model(graphs={}, assets={"tokenizer": Path(__file__).with_name("tokenizer.json")})
"""


@pytest.fixture
def poisoned(tmp_path: Path) -> dict[str, str]:
    """An environment in which importing torch, onnx or transformers is an error."""
    for name in ("torch", "onnx", "onnxscript", "transformers"):
        (tmp_path / "poison" / name).mkdir(parents=True)
        (tmp_path / "poison" / name / "__init__.py").write_text("raise ImportError('poisoned')\n")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "poison"), SOURCE])}


def command(
    *arguments: str, root: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "livedemo_export", *arguments, "--root", str(root)],
        env=env or {**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
    )


def test_models_are_found_in_both_rooms(tmp_path: Path) -> None:
    for place in ("export/models/one", "demos/two", "demos/none"):
        (tmp_path / place).mkdir(parents=True)
    for place in ("export/models/one", "demos/two"):
        (tmp_path / place / "model.py").touch()
    assert known_models(tmp_path) == ["one", "two"]
    assert find_model(tmp_path, "one") == tmp_path / "export/models/one"
    assert find_model(tmp_path, "two") == tmp_path / "demos/two"
    for name in ("none", "", "..", "../models/one", "/"):
        assert find_model(tmp_path, name) is None


def test_a_warm_store_needs_no_torch(project: Project, poisoned: dict[str, str]) -> None:
    done = command(*GOOD, root=project.root, env=poisoned)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "nothing to do: 6 models are in the store\n"
    assert command("--check", *GOOD, root=project.root, env=poisoned).returncode == 0
    shown = command("--table", "tiny-gpt2", root=project.root, env=poisoned)
    assert "| `run.attention` | float32 [2, 4, T, T] |" in shown.stdout


def test_sessions_need_no_torch(project: Project, poisoned: dict[str, str]) -> None:
    lines = (
        "import sys",
        "from livedemo_export.ensure import ensure",
        "from livedemo_export.session import open_session",
        "from livedemo_export.store import Store",
        f"root = {str(project.root)!r}",
        "manifests, errors = ensure(root, ['tiny-gpt2'])",
        "open_session(Store.open(root), manifests['tiny-gpt2'], 'run')",
        "assert not {'torch', 'onnx', 'transformers'} & set(sys.modules)",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], env=poisoned, check=True)


WATCH = """
import json, sys
from collections import Counter
from pathlib import Path
from livedemo_export.ensure import ensure
root, names = Path(sys.argv[1]), sys.argv[2:]
ensure(root, names)
read, started = Counter(), []

def heard(event, found):
    if event == "open" and str(found[0]).startswith(str(root)):
        read[str(found[0])] += 1
    if event == "subprocess.Popen":
        started.append(str(found[0]))

sys.addaudithook(heard)
manifests, errors = ensure(root, names)
print(json.dumps([len(manifests), len(errors), read, started]))
"""


def test_hits_read_little_and_start_no_process(project: Project) -> None:
    command = [sys.executable, "-c", WATCH, str(project.root), *GOOD]
    env = {**os.environ, "PYTHONPATH": SOURCE}
    said = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
    found, errors, read, started = json.loads(said)
    assert (found, errors, started) == (len(GOOD), 0, [])
    # whether it is text, its text, its tree, and the last two again for the other side
    assert max(read.values()) <= 5, read
    assert not [path for path in read if "/blobs/" in path]


def test_a_miss_without_torch_is_told(project: Project, poisoned: dict[str, str]) -> None:
    path = project.root / "demos/own/model.py"
    path.parent.mkdir(parents=True)
    path.write_text("\nimport torch\n")
    done = command("own", "vocabulary", root=project.root, env=poisoned)
    assert done.returncode == 1
    assert "error: model 'own': demos/own/model.py:2: ImportError: poisoned" in done.stderr


def test_a_vocabulary_is_made_without_torch(
    model: Callable[..., Path], tmp_path: Path, poisoned: dict[str, str]
) -> None:
    model("words", VOCABULARY, **{"tokenizer.json": "{}"})
    done = command("--all", root=tmp_path, env=poisoned)
    assert (done.returncode, done.stdout.split(" in ")[0]) == (0, "exported 1 of 1")
    assert "words: done" in done.stderr


def test_an_unknown_model_is_named_with_its_neighbour(project: Project) -> None:
    manifests, errors = ensure(project.root, ["tiny-gpt3", "vocabulary", "vocabulary"])
    assert list(manifests) == ["vocabulary"]
    assert 'no such model. Did you mean "tiny-gpt2"? Known: mixed' in str(errors["tiny-gpt3"])


def test_a_process_that_dies_takes_no_other_model_along(
    model: Callable[..., Path], tmp_path: Path
) -> None:
    dying = (
        "import os, sys\nprint('last words', file=sys.stderr)\nsys.stderr.flush()\nos._exit(7)\n"
    )
    model("a-dying", dying)
    for name in ("b", "c"):
        model(name, VOCABULARY, **{"tokenizer.json": name})
    manifests, errors = ensure(tmp_path, ["a-dying", "b", "c"], jobs=1)
    assert sorted(manifests) == ["b", "c"]
    assert errors["a-dying"].message == "its export died (exit code 7): last words"


def test_an_edit_is_a_miss_and_its_undoing_a_hit(
    model: Callable[..., Path], tmp_path: Path
) -> None:
    folder = model("words", VOCABULARY, **{"tokenizer.json": "1"})

    def exported() -> list[str]:
        stages: list[str] = []
        manifests, _ = ensure(tmp_path, ["words"], progress=lambda p: stages.append(p.stage))
        assert manifests["words"].assets["tokenizer"].bytes == 1
        return stages

    assert exported() == ["build", "done"]
    assert exported() == []
    (folder / "tokenizer.json").write_text("2")
    assert command("--check", root=tmp_path).returncode == 1
    assert exported() == ["build", "done"]
    (folder / "tokenizer.json").write_text("1")
    assert exported() == []


READER = """
import json
from pathlib import Path
from livedemo_export import Model
from shared import words
HERE = Path(__file__).parent
def build():
    (HERE.parent / "made.txt").write_text("not read")
    scores = json.loads((HERE / "scores.json").read_text())
    return Model(
        graphs={},
        assets={"tokenizer": HERE / "../other/tokenizer.json"},
        facts={"words": words(), "scores": scores},
    )
"""
SHARED = """
import functools
from pathlib import Path
@functools.cache
def words():
    with (Path(__file__).parents[1] / "models/other/words.txt").open() as file:
        return file.read()
"""


def test_what_a_build_opens_is_noted_and_counts(model: Callable[..., Path], tmp_path: Path) -> None:
    own = {"scores.json": "[1]", "tokenizer.json": "{}", "expected.html": ""}
    folders = [model(name, READER, **own) for name in ("first", "second")]
    other = folders[0].parent / "other"
    other.mkdir()
    (other / "words.txt").write_text("some words")
    (other / "tokenizer.json").write_text("{}")
    (other / "not-read.txt").write_text("")
    (folders[0].parents[1] / "shared").mkdir()
    (folders[0].parents[1] / "shared/__init__.py").write_text(SHARED)
    before, errors = ensure(tmp_path, ["first", "second"], jobs=1)
    assert not errors
    named = ["../other/tokenizer.json", "../other/words.txt", "scores.json"]
    assert all(sorted(manifest.reads) == named for manifest in before.values())
    assert stored(tmp_path, "first") == before["first"]
    for path in (other / "words.txt", other / "tokenizer.json", folders[0] / "scores.json"):
        path.write_text('["other"]')
        assert stored(tmp_path, "first") is None
        after = ensure(tmp_path, ["first"])[0]["first"]
        assert after.key == before["first"].key and after.identity != before["first"].identity
        before["first"] = after
    (other / "not-read.txt").write_text("changed")
    assert stored(tmp_path, "first") == before["first"]
    (other / "words.txt").unlink()
    assert stored(tmp_path, "first") is None and ensure(tmp_path, ["first"])[1]


def test_two_builds_at_once(model: Callable[..., Path], tmp_path: Path) -> None:
    for number in range(6):
        model(f"words-{number}", VOCABULARY, **{"tokenizer.json": "x" * 100_000 + str(number)})
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "livedemo_export", "--root", str(tmp_path)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for build in builds:
        _, said = build.communicate(timeout=600)
        assert build.returncode == 0, said
    manifests, errors = ensure(tmp_path, known_models(tmp_path))
    assert len(manifests) == 6 and not errors
    store = Store.open(tmp_path)
    assert all(store.blob(b.sha256) for m in manifests.values() for b in m.blobs())
    assert not list(tmp_path.rglob("store/**/.*"))  # no temporary file stays behind


def test_files_that_change_meanwhile(model: Callable[..., Path], tmp_path: Path) -> None:
    # the text that goes into the key must be the text that was exported
    once = "path = Path(__file__).with_name('tokenizer.json')\nif path.stat().st_size < 3:\n"
    changing = f"from pathlib import Path\n{once}    path.write_text(path.read_text() + 'x')\n"
    model("once", changing + VOCABULARY, **{"tokenizer.json": "12"})
    model("always", changing.replace("< 3", "> 0") + VOCABULARY, **{"tokenizer.json": "12"})
    manifests, errors = ensure(tmp_path, ["once", "always"])
    assert manifests["once"].assets["tokenizer"].bytes == 3
    assert "its files change while it is exported" in str(errors["always"])
    assert ensure(tmp_path, ["once"]) == ({"once": manifests["once"]}, {})


def test_the_project_s_own_models_are_exported_once(poisoned: dict[str, str]) -> None:
    root = Path(__file__).resolve().parents[2]
    _, errors = ensure(root, known_models(root))
    assert not errors
    again = command("--all", root=root, env=poisoned)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == f"nothing to do: {len(known_models(root))} models are in the store\n"
