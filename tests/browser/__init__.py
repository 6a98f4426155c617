"""Tests in a real browser. A package, so that the browser closes when they are over."""
