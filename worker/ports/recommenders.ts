import { RequestError } from "../../src/errors.ts";
import type { Recommender } from "../../src/serving/types.ts";

/**
 * The engines of a service by name; the default one has no name. Loads an engine when it is first asked for. A rejection with
 * RequestError `unknown-model-name` is the caller's mistake (404); after any other (503) the next request asks again.
 */
export type Recommenders = (name?: string) => Promise<Recommender>;

/** Makes the port from what loads the default engine, and what loads those that have names (see `shared` to load once). */
export function recommendersByName(
  byDefault: () => Promise<Recommender>,
  named: Readonly<Record<string, () => Promise<Recommender>>> = {},
): Recommenders {
  return async (name) => {
    if (name === undefined) return byDefault();
    const load = Object.hasOwn(named, name) ? named[name] : undefined;
    if (load) return load();
    const expected = Object.keys(named).join(", ") || "no name: this service has one model";
    throw new RequestError("unknown-model-name", `model: expected ${expected}; got ${JSON.stringify(name)}`);
  };
}
