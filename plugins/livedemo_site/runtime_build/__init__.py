"""How the files in `runtime/` are made: Pyodide, onnxruntime-web and fonts from npm, the standard
library cut and compiled. At build time only; an author's machine never needs it."""

from livedemo_site.runtime_build.build import build
from livedemo_site.runtime_build.modules import Modules
from livedemo_site.runtime_build.own import RUNTIME, precompiled

__all__ = ["RUNTIME", "Modules", "build", "precompiled"]
