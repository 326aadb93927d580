/** The name of the cache that artefacts are kept in. */
const CACHE = "near-edge";
/** The name of a shard, in the folder itself. */
const SHARD = /^[^/?#]+\.safetensors$/;

/**
 * A fetch that keeps what it is answered, for times without a network: it asks the network first, and answers from what was kept where
 * that fails. Shards in `folder` that its newest manifest does not name are dropped. A browser that refuses storage keeps nothing.
 */
export function keptFetch(folder: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const cache = await openCache();
    try {
      const response = await fetch(request);
      if (response.ok) await cache?.put(request, response.clone()).catch(() => undefined);
      if (response.ok && request.url.endsWith("/manifest.json")) {
        // Room that is not freed is no reason to have no list.
        await dropOthers(cache, folder, response.clone()).catch(() => undefined);
      }
      return response;
    } catch (failure) {
      const kept = request.signal.aborted ? undefined : await cache?.match(request.url);
      if (kept === undefined) throw failure;
      return kept;
    }
  };
}

/** undefined in pages without https and where storage is refused: by an answer, or, in frames without an origin, at the first look. */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await globalThis.caches?.open(CACHE);
  } catch {
    return undefined;
  }
}

/**
 * Shards of earlier artefacts have other names, and would stay for ever. The kernels, and artefacts in folders below, are none of
 * this folder's.
 */
async function dropOthers(cache: Cache | undefined, folder: string, manifest: Response): Promise<void> {
  const base = new URL(folder.replace(/\/?$/, "/"), document.baseURI).href;
  const text = await manifest.text().catch(() => "");
  for (const { url } of (await cache?.keys()) ?? []) {
    const name = url.startsWith(base) ? url.slice(base.length) : "";
    if (SHARD.test(name) && !text.includes(`"${name}"`)) await cache?.delete(url);
  }
}
