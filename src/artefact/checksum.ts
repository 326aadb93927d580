import { fail } from "./failure.ts";

/** sha-256 in hexadecimal, by the platform's own Web Crypto: the same in browsers, workerd and Node. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    fail("no-web-crypto", "crypto.subtle is missing, so checksums cannot be verified: serve the page over https");
  }
  // Shared memory is refused by digest, so it is copied first.
  const { buffer } = bytes;
  const own =
    buffer instanceof ArrayBuffer ? new Uint8Array(buffer, bytes.byteOffset, bytes.byteLength) : bytes.slice();
  const digest = new Uint8Array(await subtle.digest("SHA-256", own));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
