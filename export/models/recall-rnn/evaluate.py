"""Measure recall-rnn: `python export/models/recall-rnn/evaluate.py`; takes seconds.

Prints what the card says and writes it to `scores.json`.
"""

from model import HERE, load
from workshop.training import recall

if __name__ == "__main__":
    recall.evaluate(load(), HERE)
