import type { Artefact } from "../../src/artefact/artefact.ts";
import { createRandom, shuffle } from "../../src/random.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { type Case, exchange } from "../request/cases.ts";

/** Different requests of each kind, sent in turn. */
const EXCHANGES = 40;
const K = 10;
const SEED = 7;
const MOST_VALUES = 5;

/** Requests with histories of so many rated items, oldest first, with the answers that `engine` gives to them. */
export function historyCase(
  { items: { itemIds } }: Artefact,
  engine: Recommender,
  length: number,
  rerank: boolean,
): Case {
  const random = createRandom(SEED, length);
  const exchanges = Array.from({ length: EXCHANGES }, () => {
    const ids = shuffle([...itemIds.ids], random).slice(0, length);
    const history = ids.map((itemId) => ({ itemId, value: 1 + random.nextInteger(MOST_VALUES) }));
    const body = { history, k: K, rerank };
    const request = { method: "POST", path: "/v1/recommendations", body: JSON.stringify(body) } as const;
    return exchange(request, engine.recommend(body));
  });
  return { variant: `history of ${length}${rerank ? "" : ", not re-ranked"}`, exchanges, missing: "" };
}
