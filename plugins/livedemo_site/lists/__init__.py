"""The fences that list: all demos, all models, how far each model is from torch."""
