import { show } from "../check.ts";
import { RequestError } from "../errors.ts";
import type { ByFactors } from "../models/served-model.ts";
import { MAXIMUM_VALUE } from "./limits.ts";
import type { ListRequest } from "./stages/stage.ts";
import { isLikeness } from "./strategies.ts";

/**
 * The factors of a user by the vector of a request, f32[factorCount]: as it is, or scaled to length 1 where the model says so,
 * with the user's side of the items' biases behind it. Throws RequestError `bad-vector` for a vector of another length, or with
 * an element that is no number within MAXIMUM_VALUE.
 */
export function userOfVector(retrieve: ByFactors, vector: unknown, length: number): Float32Array {
  const own: readonly unknown[] | undefined = Array.isArray(vector) ? vector : undefined;
  if (own?.length !== length) {
    const expected = `an array of ${length} numbers, as many as this model has factors without biases of items`;
    const other = ArrayBuffer.isView(vector) ? "a typed array; send Array.from of it" : show(vector);
    throw badVector("", expected, own ? `one of ${own.length}` : other);
  }
  const user = new Float32Array(retrieve.factorCount);
  let squares = 0;
  for (const [lane, value] of own.entries()) {
    if (!(typeof value === "number" && Math.abs(value) <= MAXIMUM_VALUE)) {
      throw badVector(`[${lane}]`, `a number from -${MAXIMUM_VALUE} to ${MAXIMUM_VALUE}`, show(value));
    }
    user[lane] = value;
    squares += value * value;
  }
  if (retrieve.unitVectors && squares > 0) {
    const scale = 1 / Math.sqrt(squares);
    for (let lane = 0; lane < length; lane++) user[lane] = scale * Number(own[lane]);
  }
  user.set(retrieve.userBiases ?? [], length);
  return user;
}

/** Throws RequestError `conflicting-vector` for a field that asks for something of a history which a vector is in place of. */
export function checkBesideVector(request: ListRequest): void {
  const { likes, dislikes, attributes, strategy, explain, explore, rerank } = request;
  const field = [
    { name: "likes", isThere: (likes?.length ?? 0) > 0 },
    { name: "dislikes", isThere: (dislikes?.length ?? 0) > 0 },
    { name: "attributes", isThere: Object.keys(attributes ?? {}).length > 0 },
    { name: `strategy: ${strategy}`, isThere: isLikeness(strategy) },
    { name: "explain", isThere: explain === true },
    { name: "explore.method: thompson", isThere: explore?.method === "thompson" },
    { name: "rerank: true", isThere: rerank === true },
  ].find(({ isThere }) => isThere)?.name;
  if (field === undefined) return;
  const message = `vector: expected it without \`${field}\`, which works on a history, in whose place it stands; leave one of them out`;
  throw new RequestError("conflicting-vector", message);
}

/** RequestError `bad-vector`. */
export function badVector(place: string, expected: string, got: string): RequestError {
  return new RequestError("bad-vector", `vector${place}: expected ${expected}, got ${got}`);
}
