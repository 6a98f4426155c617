"""onnxruntime sessions over exported graphs, without torch."""

from __future__ import annotations

import os
from typing import Protocol

import onnxruntime

from livedemo_export.manifest import Manifest

#: What graphs call the file of their weights.
LOCATION = "weights.bin"


class Blobs(Protocol):
    """A store, of which no more is needed here."""

    def blob(self, digest: str) -> bytes:
        """A blob's bytes."""


def session(
    graph: bytes, weights: bytes | None, threads: int | None = None
) -> onnxruntime.InferenceSession:
    """A CPU session over a graph's bytes and those of its weights (None: they are inline).

    All optimisations are on: int8 weights become float32 once, here, and not in every run.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or min(2, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # threads that wait busily for their next turn starve whatever else a build does
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # as in the browser
    options.log_severity_level = 3  # warnings are about its own choices
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    if weights is not None:
        options.add_external_initializers_from_files_in_memory(
            [LOCATION], [weights], [len(weights)]
        )
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def open_session(
    store: Blobs, manifest: Manifest, graph: str, variant: str | None = None
) -> onnxruntime.InferenceSession:
    """A session over ``graph`` of a stored model, in its default variant unless one is named.

    KeyError for a graph or variant that doesn't exist, `StoreError` for a missing blob.
    """
    chosen = manifest.variant(variant)
    if graph not in chosen.graphs:
        raise KeyError(
            f"model {manifest.model}: no graph {graph!r}; known: {', '.join(chosen.graphs)}"
        )
    weights = store.blob(chosen.weights.sha256) if chosen.weights else None
    return session(store.blob(chosen.graphs[graph].sha256), weights)
