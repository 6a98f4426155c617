"""`python -m livedemo_site.runtime_build`: make the browser's runtime where it is not current."""

from __future__ import annotations

import argparse
import subprocess
import sys

from livedemo_site.runtime_build.build import build
from livedemo_site.runtime_build.node import NodeError, find_node


def main() -> int:
    """Run the command; gives its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m livedemo_site.runtime_build", description=__doc__
    )
    parser.add_argument("--dev", action="store_true", help="npm packages of tests and checks too")
    parser.add_argument(
        "--node",
        nargs=argparse.REMAINDER,
        metavar="COMMAND",
        help="only run a command with Node on the path, e.g. --node npx tsc",
    )
    chosen = parser.parse_args()
    try:
        if chosen.node:
            return subprocess.run(
                chosen.node, env=find_node().environment(), check=False
            ).returncode
        build(dev=chosen.dev, say=lambda text: print(text, file=sys.stderr))
    except (NodeError, FileNotFoundError, ValueError) as error:
        print(f"livedemo: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
