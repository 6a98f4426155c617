"""From a demo and its inputs to the HTML of a figure, and to a page of its own."""
