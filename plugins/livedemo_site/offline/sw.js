// Keeps a site for reading without a network. One such file is made for each build.
//
// What figures load bears a digest of its contents in its name: once here, it is never asked for again.
// All else (pages, styles, scripts) comes from the network while there is one. Of it a copy is kept only
// if it is this build's own, byte for byte; so what is read from here is of one build.

/** The build. */
const BUILD = "{build}";
/** Its files without a digest in their names: [path from the site's root, sha256's first half]. @type {Map<string, string>} */
const FILES = new Map([/* files */]);
/** The page that says that a page was not kept. */
const UNREAD = "{unread}";
const NAMED = "assets/livedemo/"; // where files bear digests
const LIST = `${NAMED}manifest.json`; // of them
const WHOLE = "offline.json"; // what is kept when all is

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const scope = worker.registration.scope;
// One origin may have several sites.
const ours = `livedemo ${scope} `;
const pages = `${ours}${BUILD}`;
const named = `${ours}files`;

worker.addEventListener("install", (event) => event.waitUntil(inherit()));
worker.addEventListener("activate", (event) => event.waitUntil(begin()));
worker.addEventListener("message", (event) => event.waitUntil(hear(event)));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === undefined) return;
  if (FILES.has(path)) event.respondWith(page(event, path));
  else if (path.startsWith(NAMED)) event.respondWith(file(event));
});

/** A file of the site by its path from the root, a folder's page by its file's. @param {string} address */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (!`${origin}${pathname}`.startsWith(scope)) return undefined;
  const path = decodeURIComponent(`${origin}${pathname}`.slice(scope.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

/** Names of the caches of other builds. */
const others = async () => (await caches.keys()).filter((name) => name.startsWith(ours) && name !== named && name !== pages);

/** What is kept of another build is kept of this one, too, or this one does not begin. */
async function inherit() {
  /** @type {Set<string>} */
  const paths = new Set();
  for (const name of await others()) {
    for (const { url } of await (await caches.open(name)).keys()) paths.add(pathOf(url) ?? "");
  }
  const files = await caches.open(named);
  if (await files.match(urlOf(WHOLE))) {
    const { whole } = await (await fetch(urlOf(WHOLE), { cache: "no-cache" })).json();
    for (const { path } of whole) {
      const at = pathOf(scope + path) ?? "";
      if (FILES.has(at)) paths.add(at);
      else if (!(await files.match(scope + path))) await files.add(scope + path);
    }
  }
  for (const path of paths) {
    if (FILES.has(path) && !(await keep(path, await fetch(urlOf(path), { cache: "no-cache" })))) {
      throw new Error(`${path} is of another build than this worker`);
    }
  }
}

/** Other builds are over: nobody reads them any more. */
async function begin() {
  for (const name of await others()) await caches.delete(name);
  await worker.clients.claim();
  const listed = await fetch(urlOf(LIST), { cache: "no-cache" }).catch(() => undefined);
  if (!listed || !(await keep(LIST, listed.clone()))) return;
  /** @type {{files: {path: string}[]}} */
  const { files } = await listed.json();
  const known = new Set([WHOLE, ...files.map(({ path }) => NAMED + path)]);
  const cache = await caches.open(named);
  for (const request of await cache.keys()) {
    if (!known.has(pathOf(request.url) ?? "")) await cache.delete(request);
  }
}

/** A page of some build asks for its worker. Pages of another one still need theirs. @param {ExtendableMessageEvent} event */
async function hear({ data }) {
  if (data !== BUILD) return;
  const windows = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  if (windows.filter(({ url }) => pathOf(url) !== undefined).length < 2) await worker.skipWaiting();
}

/** A file whose contents never change. @param {FetchEvent} event */
async function file({ request }) {
  const cache = await caches.open(named);
  const anew = request.cache === "reload" || request.cache === "no-store"; // what is here was found to be spoilt
  const kept = anew ? undefined : await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  // A page in a file's place is none. What is left half-read is not kept; nor is what finds no room.
  const isPage = /^text\/html\b/.test(response.headers.get("Content-Type") ?? "");
  if (response.status === 200 && !isPage) cache.put(request.url, response.clone()).catch(() => {});
  return response;
}

/** A file that another build may have under the same name. @param {FetchEvent} event @param {string} path */
async function page(event, path) {
  try {
    const response = await fetch(event.request);
    if (response.status === 200 && !response.redirected) event.waitUntil(keep(path, response.clone()).then(renew, () => {}));
    return response;
  } catch (error) {
    const kept = await (await caches.open(pages)).match(urlOf(path));
    if (kept) return kept;
    if (event.request.mode !== "navigate") throw error;
    return new Response(UNREAD, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

/**
 * Keep what came, if it is this build's; false where it is not.
 * @param {string} path @param {Response} response
 */
async function keep(path, response) {
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const told = Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (told !== FILES.get(path)) return false;
  await (await caches.open(pages)).put(urlOf(path), new Response(bytes, { headers: response.headers }));
  return true;
}

/** Where the site has another build than this one, look for its worker; it can't come while an event of this one waits for it. @param {boolean} same */
function renew(same) {
  if (!same) worker.registration.update().catch(() => {});
}

/** @param {string} path */
const urlOf = (path) => scope + path.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/");
