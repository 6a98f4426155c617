// Starting a worker, also in a frame whose sandbox takes its origin away: there none may come from the
// site by its address, but a script of the page's own may import it, where the site's server allows it (CORS).

/** Runs first where there is no origin; what comes before the module listens is kept for it. @param {string} url */
const lead = (url) => `
self.importScripts = () => { throw new TypeError("this is as good as a module"); };
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);
import(${JSON.stringify(url)}).then(
  () => {
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  },
  (error) => setTimeout(() => { throw error; }),
);`;

/** @param {URL} url of a module, absolute @param {string} name for tools */
export function thread(url, name) {
  if (self.origin !== "null") return new Worker(url, { type: "module", name });
  return new Worker(URL.createObjectURL(new Blob([lead(url.href)], { type: "text/javascript" })), { name });
}
