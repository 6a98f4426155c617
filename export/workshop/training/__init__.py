"""What every `train.py` needs: texts as tokens, a loop that can be stopped, weights on disk.

Nothing here is read by an export or a test of a trained model.
"""
