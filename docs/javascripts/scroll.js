// What scrolls takes the focus, so that the arrow keys scroll it: the theme wraps wide tables, and says no such thing.
document$.subscribe(() => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) box.tabIndex = 0;
});
