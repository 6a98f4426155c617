"""A project with one demo, written and built in a folder of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from livedemo_site.project import Project
from livedemo_site.site import Site

DEMO = '''"""A question?"""

{imports}
from livedemo import Choice, Say, Slider, Text, Toggle, Views, demo
{top}

@demo(claim="It is said.")
async def said({parameters}) -> Views:
    """Say it."""
{body}
'''
BODY = 11  # the first line of a demo's body, where nothing stands at its top


def write(
    root: Path,
    body: str,
    imports: str = "from pathlib import Path",
    top: str = "",
    parameters: str = "",
    files: Mapping[str, str] | None = None,
) -> Path:
    """The folder of demo ``one``; ``files`` are named from ``demos/``."""
    folder = root / "demos" / "one"
    folder.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    text = DEMO.format(imports=imports, top=top, parameters=parameters, body=lines)
    (folder / "demo.py").write_text(text)
    for name, content in (files or {}).items():
        file = root / "demos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return folder


class Built:
    """What a build of a project found and showed; ``limit`` as in `Project.limit`."""

    def __init__(self, root: Path, limit: float = 60) -> None:
        project = Project(root)
        project.limit(limit)
        project.diagnostics.report = lambda diagnostic: None
        site = Site(project)
        try:
            site.refresh()
            project.check_demos()
            pages = [html for _, html in site.pages("Site")]
        finally:
            project.stop()
        self.mistakes = [str(diagnostic) for diagnostic in project.diagnostics]
        self.said = re.findall(r"data-say>(.*?)</p>", "".join(pages), re.DOTALL)
        self.asked = project.runs.runners.asked
        self.files = site.plan.files
