"""Runs in the browser as Python starts: from here on, the library comes from one block of code.

Most of a boot is the import of some 150 modules, and a quarter of that was finding each in a zip
and opening the zip for it. In a dict it is one look-up. (What this file needs itself is frozen into
Python; annotations are not evaluated there.)
"""

import marshal
import sys
from _frozen_importlib import ModuleSpec
from zipimport import zipimporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

ARCHIVE = "/lib/python314.zip"

# Name -> whether it is a package, its place in an archive, its code as `marshal` writes it.
_block: dict[str, tuple[bool, str, bytes]] = marshal.loads(
    zipimporter(ARCHIVE).get_data(f"{ARCHIVE}/library.bin")
)


class Library:
    """Finds and loads the modules of the block."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """As `importlib.abc.MetaPathFinder` says."""
        if name not in _block:
            return None
        package, file, _ = _block[name]
        origin = f"{ARCHIVE}/{file}"
        spec = ModuleSpec(name, Library, origin=origin, is_package=package)  # type: ignore[arg-type]
        spec.has_location = True  # a module gets its `__file__`, as from a zip
        return spec

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Leave it to the import system."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Run a module."""
        code: CodeType = marshal.loads(_block[module.__name__][2])
        exec(code, module.__dict__)


sys.meta_path.insert(0, Library)


def add(archive: str) -> None:
    """Import from a further archive what the block lacks, parts of its packages too."""
    import importlib
    import zipfile

    names = zipfile.ZipFile(archive).namelist()
    for folder in sorted({name.rpartition("/")[0] for name in names} - {""}):
        package = folder.replace("/", ".")
        if package in _block or package in sys.modules:
            importlib.import_module(package).__path__.append(f"{archive}/{folder}")
    sys.path.append(archive)
