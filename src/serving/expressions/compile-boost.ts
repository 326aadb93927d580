import { checkNumber, LARGEST_F32 } from "../../check.ts";
import type { ItemTable } from "../../data/items.ts";
import { RequestError } from "../../errors.ts";
import { checkExpression } from "./check.ts";
import { faultOf } from "./fault.ts";
import { LANE_ITEMS, type Lane, laneOf } from "./lanes.ts";
import { MAXIMUM_EXPRESSION_LENGTH, parseExpression } from "./parse.ts";
import { isFault } from "./vectors.ts";

/** The least and the largest boost. */
export const LEAST_BOOST = 0.001;
export const LARGEST_BOOST = 1000;

const HOUR_SECONDS = 3600;

/** Boosts that are kept, and the bytes they may take together. */
const KEPT_BOOSTS = 16;
const KEPT_BYTES = 16 * 2 ** 20;

/** f32[items]: what an expression multiplies the scores of items by. The same array for the same expression, while it is kept. */
export type BoostCompiler = (expression: string, now: number | undefined) => Float32Array;

/** Whole hours: a service that sends its clock with each request has most boosts from the last one. */
function presentOf(seconds: number): number {
  return Math.floor(checkNumber("now", seconds, -LARGEST_F32, LARGEST_F32) / HOUR_SECONDS) * HOUR_SECONDS;
}

/** Compiles boosts against a catalogue and keeps the last few, so that a repeated one costs one look-up. */
export function createBoostCompiler(items: ItemTable): BoostCompiler {
  const recent = new Map<string, Float32Array>();
  const bytes = items.itemIds.size * Float32Array.BYTES_PER_ELEMENT;
  const kept = Math.max(1, Math.min(KEPT_BOOSTS, Math.floor(KEPT_BYTES / Math.max(1, bytes))));
  return (expression, given) => {
    const now = given === undefined ? undefined : presentOf(given);
    // Only ages change with the present.
    const key = /age\s*\(/.test(expression) ? `${now ?? ""} ${expression}` : ` ${expression}`;
    const known = recent.get(key);
    const compiled = known ?? compileBoost(expression, items, now);
    recent.delete(key);
    const oldest = recent.keys().next();
    if (recent.size >= kept && !oldest.done) recent.delete(oldest.value);
    if (expression.length <= MAXIMUM_EXPRESSION_LENGTH) recent.set(key, compiled);
    return compiled;
  };
}

/**
 * The boost of each item: f32[items], 1 where the expression comes to a number that the catalogue does not know. Throws
 * RequestError `bad-boost` for an expression that cannot be read, that has no finite value for an item, or one outside
 * 0.001 … 1000, and `unknown-boost-column`. O(items · nodes).
 */
export function compileBoost(expression: string, items: ItemTable, now: number | undefined): Float32Array {
  const parsed = parseExpression(expression);
  checkExpression(parsed, items);
  const lane = laneOf(parsed, items, now);
  const boosts = new Float32Array(items.itemIds.size);
  for (let first = 0; first < boosts.length; first += LANE_ITEMS) {
    const count = Math.min(LANE_ITEMS, boosts.length - first);
    const values = lane.read(first, count);
    let outside = 0;
    for (let place = 0; place < count; place++) {
      const value = values[place]!;
      boosts[first + place] = value;
      // Without a branch for each item, as most blocks have none outside.
      outside += (value - LEAST_BOOST) * (LARGEST_BOOST - value) >= 0 ? 0 : 1;
    }
    if (outside > 0) settle(lane, values, boosts, first, count, items);
  }
  return boosts;
}

/** The boosts of a block with numbers that are not known, or cannot be used. */
function settle(
  lane: Lane,
  values: Float64Array,
  boosts: Float32Array,
  first: number,
  count: number,
  items: ItemTable,
): void {
  for (let place = 0; place < count; place++) {
    const value = values[place]!;
    if (Number.isNaN(value)) boosts[first + place] = 1;
    else if (!(value >= LEAST_BOOST && value <= LARGEST_BOOST)) throw unfit(lane, first + place, items);
  }
}

function unfit(lane: Lane, item: number, { itemIds }: ItemTable): RequestError {
  const [value = 0] = lane.read(item, 1);
  const of = `item ${JSON.stringify(itemIds.idOf(item))}`;
  if (isFault(value)) return faultOf(lane, item, of);
  const expected = `boost: expected a number from ${LEAST_BOOST} to ${LARGEST_BOOST} for every item`;
  return new RequestError("bad-boost", `${expected}, got ${value} for ${of}; write clamp(…, 0.1, 10) around it`);
}
