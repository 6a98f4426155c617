"""The files that a site needs beside its pages: their names, their bytes, their weight."""
