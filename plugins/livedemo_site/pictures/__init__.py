"""Pictures of what demos show, made when the site is built."""

LIBRARIES = ("cssselect2", "tinycss2", "tinyhtml5")  # which decide what is in them
