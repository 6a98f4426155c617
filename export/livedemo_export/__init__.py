"""PyTorch modules to checked, content-addressed ONNX files.

This package and everything it imports at the top is free of torch: a warm build asks the
store only. A ``model.py`` needs just the names below.
"""

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
