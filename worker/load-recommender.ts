import type { Artefact } from "../src/artefact/artefact.ts";
import { decodeArtefact } from "../src/artefact/decode.ts";
import { MANIFEST_NAME } from "../src/artefact/format.ts";
import { ArtefactError } from "../src/errors.ts";
import { kernelModule } from "../src/kernels/module.workerd.ts";
import type { Head } from "../src/neural/head/types.ts";
import { createRecommender } from "../src/serving/recommender.ts";
import type { Recommender } from "../src/serving/types.ts";

/** The binding of the static files, as far as it is used here. */
export interface Assets {
  fetch(url: string): Promise<Response>;
}

/** The binding takes any host: only the path counts. */
const ARTEFACT_URL = "https://assets.invalid/artefact/";

/**
 * Loads the engine from the static files under `/artefact/`. Call it inside a request: at module level the platform
 * allows neither I/O nor random numbers.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that is not there, and whatever decodeArtefact
 * and createRecommender throw.
 */
export async function loadRecommender(assets: Assets): Promise<Recommender> {
  const artefact = await decodeArtefact((name) => readAsset(assets, name));
  return createRecommender(artefact, await kernelModule(), await loadHead(artefact));
}

async function readAsset(assets: Assets, name: string): Promise<Uint8Array> {
  const response = await assets.fetch(ARTEFACT_URL + encodeURIComponent(name));
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
  const expected = `artefact/${name}: expected a static file, got status ${response.status}`;
  throw new ArtefactError(code, `${expected}; deploy the whole folder of the artefact`);
}

/** The head's code is imported only where there is a head: it is most of the bundle, and start-up time is limited. */
async function loadHead({ manifest, head }: Artefact): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const [{ startBackend }, { createMlpHead }] = await Promise.all([
    import("../src/neural/backend.workerd.ts"),
    import("../src/neural/head/mlp-head.ts"),
  ]);
  await startBackend();
  return createMlpHead(head, manifest.head, manifest.model.factorCount);
}
