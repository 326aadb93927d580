import { RequestError } from "../../errors.ts";
import type { GivenAttributes } from "../served-model.ts";
import { type ModelState, type StateReader, stateOf } from "../state.ts";
import type { FeatureColumns } from "./features.ts";

/**
 * Users without a history whose attributes are known, in a model of pairs (pairwise-factors.ts) that learned from attributes:
 *
 *   x = (1/m) Σ_f e_f      f: the m values that the model knows of those given;   e_f the embedding of a value, over s
 *
 * It is what training adds to a user's own embedding, whose mean is zero. Source: Kula 2015 (LightFM), section 3.
 */
export interface UserAttributes {
  readonly columns: FeatureColumns;
  /** f32[values × factorCount], in the order of the columns and their values; without the lane of the bias. */
  readonly factors: Float32Array;
}

/** Names of the arrays that keep them. */
const COLUMNS = "userAttributes.columns";
const EMBEDDINGS = "userAttributes.factors";

/**
 * The factors of a user with these attributes, f32[factorCount + 1], the last `biasLane`; undefined where none of the values is
 * known. Throws RequestError `unknown-attribute` for a column that the model did not learn from.
 */
export function factorsOfAttributes(
  { columns, factors }: UserAttributes,
  factorCount: number,
  given: GivenAttributes,
  biasLane: number,
): Float32Array | undefined {
  const unknown = Object.keys(given).find((name) => !columns.has(name));
  if (unknown !== undefined) {
    throw new RequestError(
      "unknown-attribute",
      `attributes.${unknown}: this model did not learn from such a column; it has ${[...columns.keys()].join(", ") || "none"}`,
    );
  }
  const wanted: number[] = [];
  let first = 0;
  for (const [name, dictionary] of columns) {
    const values = Object.hasOwn(given, name) ? given[name] : undefined;
    for (const value of new Set(typeof values === "string" ? [values] : values)) {
      const code = dictionary.indexOf(value);
      if (code >= 0) wanted.push(first + code);
    }
    first += dictionary.length;
  }
  if (wanted.length === 0) return undefined;
  const sums = new Float64Array(factorCount);
  for (const feature of wanted) {
    const from = feature * factorCount;
    for (let factor = 0; factor < factorCount; factor++) sums[factor]! += factors[from + factor]!;
  }
  return Float32Array.of(...sums.map((sum) => sum / wanted.length), biasLane);
}

/** As a state keeps them: the columns as JSON in UTF-8, and the factors. */
export function attributesState({ columns, factors }: UserAttributes): ModelState {
  const text = new TextEncoder().encode(JSON.stringify([...columns]));
  return stateOf({ [COLUMNS]: text, [EMBEDDINGS]: factors });
}

/** Whether a model learned from attributes of users. */
export function hasAttributes(state: StateReader): boolean {
  return state.has(COLUMNS);
}

/** What `attributesState` kept. Throws ArtefactError `model-state`. */
export function readAttributes(state: StateReader, factorCount: number): UserAttributes {
  const columns = new Map<string, readonly string[]>();
  const bad = (): never => state.fail(COLUMNS, "expected columns with their values as JSON");
  let list: unknown;
  try {
    list = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(state.u8(COLUMNS)));
  } catch {
    bad();
  }
  if (!Array.isArray(list)) return bad();
  let count = 0;
  for (const entry of list) {
    const [name, values]: unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name !== "string" || !isTexts(values)) return bad();
    columns.set(name, values);
    count += values.length;
  }
  const factors = state.f32(EMBEDDINGS, count * factorCount);
  return { columns, factors };
}

function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === "string");
}
