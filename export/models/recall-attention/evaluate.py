"""Measure recall-attention: `python export/models/recall-attention/evaluate.py`; takes seconds.

Prints what the card says and writes it to `scores.json`.
"""

from model import HERE, load
from workshop.training import recall

if __name__ == "__main__":
    recall.evaluate(load(), HERE)
