import type { ServedModel } from "../served-model.ts";

/** f32[items]: what the popular items of a model stand by, their `interactions` unless it says otherwise. */
export function popularityOf({ retrieve }: Pick<ServedModel, "retrieve">, interactions: Float32Array): Float32Array {
  return (retrieve.by === "popularity" ? retrieve.popularity : undefined) ?? interactions;
}
