"""What an author writes: fences in a text, their option lines, and the values these stand for."""
