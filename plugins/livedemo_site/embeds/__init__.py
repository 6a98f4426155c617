"""What other sites get of a demo: a page to frame, two scripts, and what oEmbed tells of it."""
