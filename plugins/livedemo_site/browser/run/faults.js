// What can go wrong, told apart: six kinds of fault, each with its causes, for page and workers alike.
//
// A fault crosses from worker to page as plain data; the page makes a sentence of kind and cause, so that
// the same fault is told in the same words wherever it was met. What an engine says goes into `detail`.

/** @typedef {"file" | "network" | "memory" | "browser" | "policy" | "demo" | "input"} Kind the last is no fault: inputs that a demo refuses */
/** @typedef {{kind: Kind, cause: string, values: Record<string, string | number>, detail: string}} Fault */
/** @typedef {{bytes?: number, last?: number, sha256: string[]}} Wanted what a file must be: the digest of each `SHARD` of it, or the beginning of one; the last byte of one whose size is not known */

const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); // the smallest WebAssembly program
const NEEDED = ["WebAssembly", "DecompressionStream", "Worker"];

export class FaultError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(`${fault.kind}.${fault.cause} ${JSON.stringify(fault.values)} ${fault.detail}`);
    this.name = "FaultError";
    this.fault = fault;
  }
}

/** @param {Kind} kind @param {string} cause @param {Record<string, string | number>} [values] @param {unknown} [detail] */
export function fault(kind, cause, values = {}, detail = "") {
  return new FaultError({ kind, cause, values, detail: said(detail) });
}

/** What an error says, for those who can use it. @param {unknown} error */
const said = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** A URL's last part. @param {string | URL} url */
export const nameOf = (url) => String(url).split(/[?#]/)[0].split("/").at(-1) ?? "";

/** What the policy has forbidden here. @type {{directive: string, uri: string}[]} */
const forbidden = [];
globalThis.addEventListener?.("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI, disposition } = /** @type {SecurityPolicyViolationEvent} */ (event);
  if (disposition === "enforce") forbidden.push({ directive: effectiveDirective, uri: blockedURI });
});

/** The policy's fault, where it has kept a file away. @param {string | URL} url */
async function blocked(url) {
  await new Promise((resolve) => setTimeout(resolve)); // the browser tells of it a moment later
  const [found] = forbidden.filter(({ uri }) => uri && String(url).startsWith(uri)).slice(-1);
  return found && fault("policy", "directive", { directive: found.directive, source: "'self'" }, found.uri);
}

/** Why no answer came, or broke off. @param {string | URL} url @param {unknown} [cause] */
export async function broken(url, cause) {
  const policy = await blocked(url);
  if (policy) return policy;
  return fault("network", navigator.onLine ? "cut" : "offline", { file: nameOf(url) }, cause);
}

/** A response that may hold a file; throws what is wrong with it. @param {string | URL} url @param {RequestInit} [options] */
export async function answer(url, options) {
  const response = await fetch(url, { credentials: "same-origin", ...options }).catch(async (error) => {
    throw await broken(url, error);
  });
  const { ok, status } = response;
  const file = nameOf(url);
  if (status === 429 || status >= 500) throw fault("network", "busy", { file, status: `${status}` });
  if (!ok) throw fault("file", "missing", { file, status: `${status}` });
  if (/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) throw fault("file", "page", { file });
  return response;
}

/**
 * Whether what was answered may have been the browser's own memory of an earlier answer.
 * @param {unknown} error
 */
export function remembered(error) {
  return error instanceof FaultError && (error.fault.kind === "file" || error.fault.cause === "busy");
}

/** Why a file's content is not what it should be. @param {string | URL} url @param {Uint8Array} content @param {number} [bytes] that it should have @param {boolean} [short] whether some are missing */
export function wrong(url, content, bytes = 0, short = content.length < bytes) {
  const start = new TextDecoder().decode(content.subarray(0, 64));
  const cause = /^\s*<(!doctype|html)\b/i.test(start) ? "page" : short ? "short" : "changed";
  return fault("file", cause, { file: nameOf(url) }, bytes ? `${content.length} of ${bytes} bytes` : `${content.length} bytes`);
}

/** What this browser or its policy keeps from any figure, if anything. */
export function hindrance() {
  const feature = NEEDED.find((name) => !(name in globalThis));
  if (feature) return fault("browser", "lacks", { feature });
  try {
    new WebAssembly.Module(EMPTY);
  } catch (error) {
    return fault("policy", "directive", { directive: "script-src", source: "'wasm-unsafe-eval'" }, error);
  }
  return undefined;
}

/**
 * What an error of the browser's own means: it has no memory, it is kept from something, or `otherwise`.
 * @param {unknown} error @param {() => FaultError} otherwise
 */
export function blame(error, otherwise) {
  if (error instanceof FaultError) return error;
  const detail = said(error);
  if (/out of memory|memory access|could not allocate|allocation (failed|size)|bad_?alloc|OutOfMemory/i.test(detail)) return fault("memory", "full", {}, detail);
  return hindrance() ?? otherwise();
}
