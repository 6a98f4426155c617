// Files that are stored compressed, since many hosts compress neither .zip nor .json.gz by themselves.

/** @param {Uint8Array<ArrayBuffer>} content of a .gz file @returns {Promise<ArrayBuffer>} what is in it */
export async function gunzip(content) {
  // Some servers say what .gz is by Content-Encoding, and the browser has unpacked it already.
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content.buffer;
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
