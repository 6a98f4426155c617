// site.json, fetched once for a page and its worker.

import { site } from "./files.js";

/** @type {Map<string, Promise<any>>} */
const known = new Map();

/** What is in it; rejects with a `FaultError`, and is asked for anew after that. @param {string} app its URL, absolute @returns {Promise<any>} */
export function siteOf(app) {
  let found = known.get(app);
  if (!found) {
    known.set(app, (found = site(app)));
    found.catch(() => known.delete(app));
  }
  return found;
}
