"""Builds at once, builds that are killed, full disks: with models that need no torch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import livedemo_export
import pytest
from livedemo_export.ensure import ensure
from livedemo_export.prune import DAY, KEPT, prune, tidy
from livedemo_export.store import JUST_USED, Store, no_room

from .test_store import manifest

SOURCE = str(Path(livedemo_export.__file__).parents[1])
LONG = 300  # seconds after which a test gives up waiting for a state

# Notes that it is exported, and goes on as long as a file says so.
NOTED = """
from pathlib import Path
from livedemo_export import Model
def build():
    root = Path(__file__).parents[3]
    with open(root / "log", "a") as log:
        log.write(f"{{Path(__file__).parent.name}} ")
    while (root / "hold").exists() and "{name}" == "a":
        pass
    path = Path(__file__).with_name("tokenizer.json")
    return Model(graphs={{}}, assets={{"tokenizer": path}})
"""

Models = Callable[..., Path]


@pytest.fixture
def models(model: Callable[..., Path], tmp_path: Path) -> Models:
    """Writes models a, b and c; the first of some size."""

    def write(size: int = 1) -> Path:
        for name in ("a", "b", "c"):
            content = name * (size if name == "a" else 1)
            model(name, NOTED.format(name=name), **{"tokenizer.json": content})
        return tmp_path

    return write


def exported(root: Path) -> list[str]:
    """What was exported so far, by whichever process."""
    return (root / "log").read_text().split() if (root / "log").exists() else []


def start(root: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "livedemo_export", "--root", str(root), "--jobs", "1"],
        env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(state: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not state():
        assert time.monotonic() < end, "the state that the test waits for never came"
        time.sleep(0.02)


def test_each_model_is_exported_by_one_of_two_builds(models: Models) -> None:
    root = models()
    (root / "hold").touch()
    first = start(root)
    until(lambda: exported(root) == ["a"])
    second = start(root)
    assert second.stderr
    said: list[str] = []
    while not said or "waiting" not in said[-1]:  # it has done what nobody else does
        said.append(second.stderr.readline())
    assert said == ["1/3 b: done\n", "2/3 c: done\n", "2/3 a: waiting for another build\n"]
    (root / "hold").unlink()
    assert second.communicate(timeout=LONG)[1] == "3/3 a: found\n"
    assert first.communicate(timeout=LONG)[1] == "1/3 a: done\n2/3 b: found\n3/3 c: found\n"
    assert exported(root) == ["a", "b", "c"]
    assert first.returncode == second.returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_ends_with_its_build_and_lets_go(models: Models, how: signal.Signals) -> None:
    root = models()
    (root / "hold").touch()
    first = start(root)
    until(lambda: exported(root) == ["a"])
    first.send_signal(how)
    first.communicate(timeout=LONG)  # its worker has the same pipe, so it has ended too
    assert first.returncode == -how
    (root / "hold").unlink()
    second = start(root)
    assert second.communicate(timeout=LONG)[0].startswith("exported 3 of 3")
    assert exported(root) == ["a", "a", "b", "c"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB. Who may not mount one leaves it to the limit on files' sizes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(["mount", *options], capture_output=True, text=True)
    except FileNotFoundError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_message(models: Models, small_disk: Path) -> None:
    root, store = models(size=1_000_000), str(small_disk / "store")
    full = start(root, LIVEDEMO_STORE=store)
    out, said = full.communicate(timeout=LONG)
    assert said == (
        f"error: {store}: it can't be written: No space left on device. "
        "Make room there, or name another folder in LIVEDEMO_STORE.\n"
    )
    assert (full.returncode, out) == (1, "")
    assert exported(root) == ["a"]  # and no other any more
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    again = start(root, LIVEDEMO_STORE=store)
    assert again.communicate(timeout=LONG)[0].startswith("exported 3 of 3")


def test_a_file_that_is_too_large_stops_the_build(models: Models) -> None:
    """The same without a file system of its own: the limit that every user may set."""
    root = models(size=1_000_000)
    code = (
        "import resource, sys\n"
        "from livedemo_export.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        f"sys.exit(main(['--root', {str(root)!r}, '--jobs', '1']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    place = f"error: {root}/.livedemo/store: it can't be written: File too large. "
    assert done.stderr.startswith(place) and done.stderr.count("\n") == 1
    assert exported(root) == ["a"]


def test_a_full_disk_is_known_wherever_it_is() -> None:
    full = OSError(28, "No space left on device", "/somewhere/else/file")
    try:
        try:
            raise full
        except OSError as error:
            raise RuntimeError("saving failed") from error
    except RuntimeError as error:
        stop = no_room(error)
    assert stop and (stop.folder, stop.reason) == ("/somewhere/else", "No space left on device")
    assert no_room(FileNotFoundError(2, "No such file", "x")) is None


# Pruning


def age(store: Store, days: float) -> None:
    """Make all of the store older."""
    then = time.time() - days * DAY
    for path in store.folder.rglob("*"):
        os.utime(path, (then, then))


def test_what_no_build_uses_is_pruned(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    made = manifest(store)
    store.record(made)
    store.put(b"of an export that nobody asks for any more")
    store.put(b"left by a build that was killed")
    (store.folder / "blobs/.left").touch()
    foreign = tmp_path / ".livedemo/store/notes.txt"
    foreign.touch()
    with store.claim("old", wait=False):
        pass
    age(store, KEPT + 1)
    assert store.get("k1") == made  # which marks it, its files too
    tidy(store)
    assert store.get("k1") == made
    kept = {path.name for path in store.folder.rglob("*") if path.is_file()}
    graph = made.variants["fp32"].graphs["run"].sha256
    assert kept == {graph, "k1.json", "notes.txt", "prune.lock", "pruned"}
    assert str(prune(store, 1)) == "nothing: 0.0 MB"
    age(store, 2)
    assert str(prune(store, 1)) == "1 exports, 1 files: 0.0 MB"


def test_it_is_pruned_once_a_day(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put(b"x")
    tidy(store)
    digest = store.put(b"y")
    os.utime(store.path(digest), (0, 0))
    tidy(store)
    assert store.path(digest).exists()
    os.utime(store.folder / "pruned", (0, 0))
    tidy(store)
    assert not store.path(digest).exists()


def test_a_build_never_relies_on_what_is_being_pruned(tmp_path: Path) -> None:
    """Marking waits for the pruning that goes on, and then sees that the file is gone."""
    store = Store.open(tmp_path)
    store.record(manifest(store))
    age(store, JUST_USED / DAY + 1)
    code = (
        "import sys\nfrom livedemo_export.store import Store\n"
        "print('asking', flush=True)\nprint(Store.open(sys.argv[1]).get('k1'))"
    )
    with store.lock("prune"):
        asking = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": SOURCE},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert asking.stdout and asking.stdout.readline() == "asking\n"
        time.sleep(0.5)  # long enough to read it, were there no lock
        assert asking.poll() is None
        for path in (store.folder / "blobs").rglob("*"):
            path.unlink() if path.is_file() else None
    assert asking.communicate(timeout=LONG)[0] == "None\n"


def test_a_store_that_may_only_be_read_serves(models: Models) -> None:
    root = models()
    assert len(ensure(root, ["a", "b", "c"])[0]) == 3
    store = Store.open(root)
    age(store, KEPT + 1)
    folders = [store.folder, *(path for path in store.folder.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        manifests, errors = ensure(root, ["a", "b", "c"])
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert len(manifests) == 3 and not errors
