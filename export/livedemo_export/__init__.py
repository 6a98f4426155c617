"""PyTorch modules to checked, content-addressed ONNX files.

This package and everything it imports at the top is free of torch: a warm build asks the
store only. A ``model.py`` needs just the names below.
"""

import os

# onnxruntime would queue events with a device id for Microsoft, on the disk of whoever builds. It
# reads this when it is imported, and nothing of ours imports it before this package.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from livedemo_export.spec import (
    Axis,
    Example,
    Graph,
    Input,
    Model,
    Quantise,
    SpecError,
    Tolerance,
)

__all__ = ["Axis", "Example", "Graph", "Input", "Model", "Quantise", "SpecError", "Tolerance"]
