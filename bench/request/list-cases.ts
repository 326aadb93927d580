import type { Artefact } from "../../src/artefact/artefact.ts";
import { createRandom, type Random, shuffle } from "../../src/random.ts";
import type { Recommender, RecommendRequest } from "../../src/serving/types.ts";
import { type Case, exchange } from "./cases.ts";
import type { HttpRequest } from "./client.ts";

/** Different requests of each kind, sent in turn: more than the worker keeps compiled filters of. */
const EXCHANGES = 40;
const HISTORY_LENGTH = 3;
const K = 10;
const EXCLUDED = 10_000;
const SEED = 7;

/** What is asked beside a history, by name. The names of columns are those of made-up artefacts. */
const FIELDS: Readonly<Record<string, (random: Random, itemIds: readonly string[]) => RecommendRequest>> = {
  "history of 3": () => ({}),
  "diversity 0.3": () => ({ diversity: 0.3 }),
  "limits on a column": () => ({ limits: [{ column: "genres", atMost: 2 }] }),
  "new filter of three clauses": (random) => {
    const min = 1950 + random.nextInteger(20);
    const genres = Array.from({ length: 4 }, () => `genre ${random.nextInteger(20)}`);
    return {
      filter: { genres, language: { not: "language 1" }, year: { min, max: min + 20 + random.nextInteger(20) } },
    };
  },
  // Half of a small catalogue.
  "10,000 excluded": (random, itemIds) => ({
    exclude: shuffle([...itemIds], random).slice(0, Math.min(EXCLUDED, itemIds.length / 2)),
  }),
  explain: () => ({ explain: true }),
  "explore 0.1": () => ({ explore: { rate: 0.1, keep: 3 } }),
};

/** Requests for lists with one field each, with the answers that `engine` gives to them; what is drawn is not compared. */
export function listCases({ items: { itemIds } }: Artefact, engine: Recommender): Case[] {
  return Object.entries(FIELDS).map(([variant, fieldsOf]) => {
    const random = createRandom(SEED);
    const exchanges = Array.from({ length: EXCHANGES }, () => {
      const history = Array.from({ length: HISTORY_LENGTH }, () => itemIds.idOf(random.nextInteger(itemIds.size)));
      const body: RecommendRequest = { history, k: K, ...fieldsOf(random, itemIds.ids) };
      const request: HttpRequest = { method: "POST", path: "/v1/recommendations", body: JSON.stringify(body) };
      return body.explore ? { request, itemIds: undefined } : exchange(request, engine.recommend(body));
    });
    return { variant, exchanges, missing: "" };
  });
}
