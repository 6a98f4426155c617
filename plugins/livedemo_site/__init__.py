"""From a fence in Markdown to a page: finds demos, runs them, packs what the browser needs."""
