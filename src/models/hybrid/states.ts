import { memberPrefix, renamed, withPrefix } from "../prefixed-state.ts";
import { FACTORS, GRAM, type ModelState, type StateReader, type StateTensor, WEIGHTS } from "../state.ts";

/** Arrays that a model alone keeps in tables of the format, in their order; the others stand behind `state.`. */
const TABLES = [WEIGHTS, FACTORS, GRAM] as const;

const isOf = (table: string, array: string): boolean => array === table || array.startsWith(`${table}.`);

/** What a mix of rankings keeps of a member: `members.0.factors`, `members.0.state.itemBiases`. */
export function rankingMemberState(place: number, state: ModelState): ModelState {
  const tables = TABLES.flatMap((table) => [...state].filter(([array]) => isOf(table, array)));
  const inTables = new Set(tables.map(([array]) => array));
  const others = [...state].filter(([array]) => !inTables.has(array));
  return new Map(
    [...tables, ...others].map(([array, tensor]) => [
      rankingName(place, array),
      array === GRAM ? square(tensor) : tensor,
    ]),
  );
}

/** Reads the state of a member of a mix of rankings. */
export function memberReader(place: number, state: StateReader): StateReader {
  return renamed((array) => rankingName(place, array), state);
}

function rankingName(place: number, array: string): string {
  const isTable = TABLES.some((table) => isOf(table, array));
  return `${memberPrefix(place)}${isTable ? "" : "state."}${array}`;
}

function square(tensor: StateTensor): StateTensor {
  const size = Math.sqrt(tensor.values.length);
  return { ...tensor, shape: [size, size] };
}

/**
 * What a mix of ratings keeps of a member: `members.0.itemFactors`. It knows the parts of its catalogue itself, and ranks by
 * predictions, not by weights between items.
 */
export function ratingMemberState(place: number, state: ModelState): ModelState {
  const kept = [...state].filter(([array]) => array !== "connected" && !isOf(WEIGHTS, array));
  return withPrefix(memberPrefix(place), new Map(kept));
}
