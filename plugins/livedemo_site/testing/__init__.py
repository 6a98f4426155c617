"""``livedemo test``: what an author wants to know of a demo before a reader finds it out."""
