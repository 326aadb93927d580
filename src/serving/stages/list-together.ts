import { passes } from "../../models/retrieval/item-mask.ts";
import type { Stage } from "./stage.ts";

/**
 * The items that stand beside one in the histories, by lift as training counted it: n_ij · N / (n_i · n_j). Throws RequestError
 * `unsupported-bought-together` for an artefact without those counts.
 */
export const listTogether: Stage = {
  searches: true,
  run: (state, { artefact, unsupported }) => {
    const { item, filter } = state;
    const { together, popularity, manifest } = artefact;
    if (!together) throw unsupported("bought-together", "counts of pairs (nearedge train --bought-together 20)");
    if (item === undefined) return state;
    const excluded = new Set(state.exclude);
    const [start, end] = [together.offsets[item]!, together.offsets[item + 1]!];
    const counts = new Map<number, number>();
    for (let at = start; at < end; at++) {
      const other = together.indices[at]!;
      if (!excluded.has(other) && passes(filter, other)) counts.set(other, together.values[at]!);
    }
    const items = Uint32Array.from(counts.keys());
    const scores = Float32Array.from(counts, ([other, count]) => {
      return (count * manifest.data.users) / Math.max(1, popularity[item]! * popularity[other]!);
    });
    const list = { ranking: { items, scores }, itemsScored: end - start };
    return { ...state, foundBy: "item", list, together: counts };
  },
};
