"""What this project's own models are made with: architectures, texts, training. Not in the wheel.

A ``model.py`` imports its architecture from here, a ``train.py`` its texts and its loop.
"""
