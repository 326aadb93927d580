import type { EncodedFile } from "../../src/artefact/encode.ts";
import { createApp } from "../../worker/app.ts";
import { type Assets, loadRecommender } from "../../worker/load-recommender.ts";
import { shared } from "../../worker/shared.ts";

/** Static files in memory. Counts how often each is asked for. */
export function memoryAssets(files: readonly EncodedFile[]) {
  const stored = new Map(files.map(({ name, bytes }) => [`/artefact/${name}`, bytes]));
  const asked = new Map<string, number>();
  const assets: Assets = {
    async fetch(request) {
      const { pathname } = new URL(typeof request === "string" ? request : request.url);
      asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
      const bytes = stored.get(pathname);
      return bytes === undefined ? new Response(null, { status: 404 }) : new Response(new Uint8Array(bytes));
    },
  };
  return { assets, stored, asked };
}

/** The app over the engine that these files make. */
export function serve(assets: Assets, log: (event: string, error: unknown) => void = () => undefined) {
  return createApp({ recommenders: shared(() => loadRecommender(assets)), log, origins: "*", assets });
}
