"""Architectures that several models share, written out so that their insides can be reached."""
