import type { Artefact } from "../artefact/artefact.ts";
import { sha256 } from "../artefact/checksum.ts";
import { withPrefix } from "../models/prefixed-state.ts";
import { csrState, factorsState, GRAM, joinStates, type ModelState, stateOf, WEIGHTS } from "../models/state.ts";
import { RETRIEVER_PREFIX } from "./own-state.ts";

/** What an artefact keeps of the models behind its head. */
type RetrieverContent = Pick<Artefact, "factors" | "gram" | "weights" | "state">;

/** The state of a retriever beside the model of an artefact, from 0, under names of its own. */
export function besideState(place: number, state: ModelState): ModelState {
  return withPrefix(`${RETRIEVER_PREFIX}${place}.`, state);
}

/** Values of each array that tell one training from another: a fit that was made anew differs in its first ones. */
const TOLD_BY = 4096;

/**
 * What a head knows its retrievers by: sha-256, hexadecimal, over names, shapes and the first values of all arrays. A head whose
 * retrievers were trained anew reads scores and likeness that it was not trained on. O(arrays).
 */
export async function retrieverFingerprint({
  factors,
  gram,
  weights,
  state = new Map(),
}: RetrieverContent): Promise<string> {
  const all = joinStates(
    factors ? factorsState(factors, 1) : new Map(),
    gram ? stateOf({ [GRAM]: gram }) : new Map(),
    weights ? csrState(WEIGHTS, weights) : new Map(),
    state,
  );
  const hashes: string[] = [];
  for (const name of [...all.keys()].sort()) {
    const values = all.get(name)?.values;
    if (!values) continue;
    const first = values.subarray(0, TOLD_BY);
    const bytes = new Uint8Array(first.buffer, first.byteOffset, first.byteLength);
    hashes.push(`${name} ${values.length} ${await sha256(bytes)}`);
  }
  return sha256(new TextEncoder().encode(hashes.join("\n")));
}
