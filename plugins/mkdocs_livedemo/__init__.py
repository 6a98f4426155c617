"""The MkDocs plugins: events only, all work is done by `livedemo_site`."""
