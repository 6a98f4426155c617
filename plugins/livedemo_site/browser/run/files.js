// Getting a site's files, and holding them to their digests: nothing is used that was not checked.

import { answer, broken, fault, nameOf, remembered, wrong } from "./faults.js";

/** @typedef {import("./faults.js").Wanted} Wanted */

export const SHARD = 4 * 1024 * 1024; // bytes that are checked at once, and copied for it: see livedemo_site/assets/digests.py

/** The sha256 of some bytes, in hexadecimal. @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} */
export async function digest(bytes) {
  // An origin without HTTPS has no WebCrypto.
  const hash = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : (await import("./sha256.js")).sha256(bytes);
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether this is the file that was wanted. @param {Uint8Array<ArrayBuffer>} content @param {Wanted} wanted */
export async function right(content, { bytes, sha256 }) {
  if (bytes !== undefined && content.length !== bytes) return false;
  for (const [i, known] of sha256.entries()) {
    const shard = sha256.length === 1 ? content : content.subarray(i * SHARD, (i + 1) * SHARD);
    if (!(await digest(shard)).startsWith(known)) return false;
  }
  return true;
}

/**
 * A file's content, checked; what is wrong is asked for once more, past all caches.
 * @param {string | URL} url absolute @param {Wanted} wanted @param {RequestCache} [cache]
 * @returns {Promise<Uint8Array<ArrayBuffer>>} rejects with a `FaultError`
 */
export async function content(url, wanted, cache = "force-cache") {
  try {
    const response = await answer(url, { cache });
    const found = new Uint8Array(await response.arrayBuffer().catch(async (error) => {
      throw await broken(url, error);
    }));
    if (await right(found, wanted)) return found;
    throw wrong(url, found, wanted.bytes, wanted.last === undefined ? undefined : found.at(-1) !== wanted.last);
  } catch (error) {
    // A name stands for what is in the file, so what the browser has of it may be used: unless it is wrong.
    if (cache === "reload" || !remembered(error)) throw error;
    return content(url, wanted, "reload");
  }
}

/**
 * Hold a script that has been loaded to its digest: the browser's cache gives what it has run.
 * @param {string | URL} url @param {Wanted} wanted
 * @returns {Promise<boolean>} false where another one ran, and the right one has taken its place in the cache
 */
export async function unchanged(url, wanted) {
  const loaded = await content(url, { sha256: [] }).catch((error) => error);
  if (loaded instanceof Error) throw loaded;
  if (await right(loaded, wanted)) return true;
  await content(url, wanted, "reload");
  return false;
}

/**
 * Why a script could not be loaded or run: rejects with the fault of the first file that has one.
 * @param {Iterable<[string | URL, Wanted]>} scripts @param {() => import("./faults.js").FaultError} otherwise where all are right, now
 * @returns {Promise<never>}
 */
export async function explain(scripts, otherwise) {
  for (const [url, wanted] of scripts) await content(url, wanted, "reload");
  throw otherwise();
}

/** @typedef {Record<string, Wanted>} Table the files beside site.json, by path */

/**
 * site.json, whose name holds the beginning of its digest. Rejects with a `FaultError`.
 * @param {string} app its URL, absolute
 * @returns {Promise<any>}
 */
export async function site(app) {
  const known = /\.([0-9a-f]{12})\.json$/.exec(nameOf(app))?.[1] ?? "";
  const found = JSON.parse(new TextDecoder().decode(await content(app, { sha256: [known], last: BRACE })));
  if (found.version !== FORMAT) throw fault("file", "changed", { file: nameOf(app) }, `version ${found.version}`);
  return found;
}

const FORMAT = 2; // of site.json
const BRACE = 0x7d; // which ends it: its size stands nowhere
