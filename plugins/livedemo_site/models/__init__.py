"""Models at build time: exported when first asked for, run by onnxruntime."""
