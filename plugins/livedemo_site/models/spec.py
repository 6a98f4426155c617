"""What both interpreters know of a model. Free of numpy and onnxruntime: a warm build runs none."""

from __future__ import annotations

import json
from typing import Any

from livedemo_export.manifest import Manifest


def spec_of(manifest: Manifest) -> dict[str, Any]:
    """A model's part of its manifest, as plain JSON."""
    plain = json.loads(manifest.json())
    return {key: plain[key] for key in ("model", "axes", "graphs", "facts")}
