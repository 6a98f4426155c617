"""Not what its name says."""


def half(number: int) -> float:
    """Break at 1."""
    return 1 / (number - 1)
