"""Running demos at build time: in processes of their own, from what a reader gets, as there."""
