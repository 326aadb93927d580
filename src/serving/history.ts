import type { Artefact } from "../artefact/artefact.ts";
import type { RecommendRequest } from "./types.ts";

/** What a request says about its user, in dense form. */
export interface History {
  /** Distinct item indices, ascending. */
  readonly items: Uint32Array;
  /** Observed weights beside them. */
  readonly weights: Float32Array;
  readonly unknownItemIds: readonly string[];
  readonly unknownUser: boolean;
}

/**
 * Joins the stored history of a known user with the items of the request. An item that only the request names gets
 * `sentWeight`.
 */
export function gatherHistory(artefact: Artefact, request: RecommendRequest, sentWeight: number): History {
  const weightOf = new Map<number, number>();
  const user = request.userId === undefined ? undefined : artefact.users?.userIds.indexOf(request.userId);
  if (user !== undefined && artefact.users) {
    const { offsets, indices, values } = artefact.users.histories;
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) weightOf.set(indices[at]!, values[at]!);
  }
  const unknownItemIds = new Set<string>();
  for (const id of request.history ?? []) {
    const item = artefact.items.itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.add(id);
    else if (!weightOf.has(item)) weightOf.set(item, sentWeight);
  }
  const items = Uint32Array.from(weightOf.keys()).sort();
  return {
    items,
    weights: Float32Array.from(items, (item) => weightOf.get(item) ?? sentWeight),
    unknownItemIds: [...unknownItemIds],
    unknownUser: request.userId !== undefined && user === undefined,
  };
}
