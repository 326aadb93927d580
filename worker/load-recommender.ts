import { decodeArtefact, type ReadFile } from "../src/artefact/decode.ts";
import { MANIFEST_NAME } from "../src/artefact/format.ts";
import { readBody } from "../src/artefact/limited-read.ts";
import { ArtefactError } from "../src/errors.ts";
import { kernelModule } from "../src/kernels/module.workerd.ts";
import { restoreHead } from "../src/rerankers/served.ts";
import { createRecommender } from "../src/serving/recommender.ts";
import type { Recommender } from "../src/serving/types.ts";

/** The binding of the static files, as far as it is used here. */
export interface Assets {
  fetch(request: string | Request): Promise<Response>;
}

/** The binding takes any host: only the path counts. */
const ARTEFACT_URL = "https://assets.invalid/artefact/";

/**
 * Loads the engine from the static files under `/artefact/`, those of users among them. Call it inside a request: at module
 * level the platform allows neither I/O nor random numbers. A file that came damaged is asked for once more.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that is not there, and whatever decodeArtefact
 * and createRecommender throw.
 */
export async function loadRecommender(assets: Assets): Promise<Recommender> {
  const read: ReadFile = (name, limitBytes) => readAsset(assets, name, limitBytes);
  const artefact = await decodeArtefact(read, { readAgain: read });
  return createRecommender(artefact, await kernelModule(), await restoreHead(artefact, startBackend));
}

async function readAsset(assets: Assets, name: string, limitBytes: number): Promise<Uint8Array> {
  const response = await assets.fetch(ARTEFACT_URL + encodeURIComponent(name));
  if (response.ok) return readBody(name, response, limitBytes);
  const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
  const expected = `artefact/${name}: expected a static file, got status ${response.status}`;
  throw new ArtefactError(code, `${expected}; deploy the whole folder of the artefact`);
}

/** Imported only where the head is a network: it is most of the bundle, and start-up time is limited. */
async function startBackend(): Promise<void> {
  await (await import("../src/neural/backend.workerd.ts")).startBackend();
}
