import pytest
from livedemo_site.testing.compare import difference


@pytest.mark.parametrize(
    ("left", "right"),
    [("a 0.42 b", "a 0.43 b"), ("<td>9.9</td>", "<td>10.0</td>"), ("7", "8"), ("x", "x"), ("", "")],
)
def test_same_up_to_one_unit_of_the_last_digit(left: str, right: str) -> None:
    assert difference(left, right) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [("0.42", "0.44"), ("0.4", "0.40"), ("a 1", "b 1"), ("1 2", "1"), ("<b>1</b>", "<i>1</i>")],
)
def test_other_differences_are_found(left: str, right: str) -> None:
    assert difference(left, right) is not None
