"""Tensors index, slice and convert without NumPy, and agree with it."""

from array import array

import numpy as np
import pytest
from livedemo import Tensor


def test_indexing_agrees_with_numpy() -> None:
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    tensor = Tensor("float32", values.shape, values.tobytes())
    assert tensor.tolist() == values.tolist()
    assert tensor[1].tolist() == values[1].tolist()
    assert tensor[1, -1].tolist() == values[1, -1].tolist()
    assert tensor[1, 2, 3] == values[1, 2, 3]
    assert [row.tolist() for row in tensor[0]] == values[0].tolist()


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0), (2, 1, 3)])
def test_lists_have_the_shape(shape: tuple[int, ...]) -> None:
    values = np.ones(shape, dtype=np.float32)
    assert Tensor("float32", shape, values.tobytes()).tolist() == values.tolist()


def test_slices_share_the_buffer() -> None:
    data = array("f", [1, 2, 3, 4])
    row = Tensor("float32", (2, 2), data)[1]
    data[2] = 9
    assert row.tolist() == [9, 4]


def test_of_takes_nested_lists_and_refuses_ragged_ones() -> None:
    assert Tensor.of("int32", [[1, 2], [3, 4]]).shape == (2, 2)
    assert Tensor.of("int32", []).shape == (0,)
    assert Tensor.of("bool", [True, False]).tolist() == [True, False]
    with pytest.raises(ValueError, match="same lengths"):
        Tensor.of("int32", [[1, 2], [3]])


def test_wrong_sizes_are_loud() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        Tensor("float32", (3,), array("f", [1, 2]))
    with pytest.raises(ValueError, match="no element type"):
        Tensor("float64", (1,), array("d", [1]))
    with pytest.raises(IndexError, match="axis 1"):
        Tensor.of("int32", [[1, 2]])[0, 2]
    with pytest.raises(ValueError, match="kept"):
        _ = Tensor("float32", (2,)).data
    with pytest.raises(ValueError, match="one element"):
        Tensor.of("int32", [1, 2]).item()
