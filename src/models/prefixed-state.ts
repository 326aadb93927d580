/** States within states, by prefixes of their names. Apart from state.ts, which every page with lists loads: those have one model. */
import type { ModelState, StateReader } from "./state.ts";

/** The same state, read by names that stand there behind a prefix. */
export function behindPrefix(prefix: string, state: StateReader): StateReader {
  return renamed((name) => prefix + name, state);
}

/** The same state, where arrays have other names; finish() is left to the reader of the whole state. */
export function renamed(nameOf: (name: string) => string, state: StateReader): StateReader {
  return {
    has: (name) => state.has(nameOf(name)),
    factors: (name, rowCount, columnCount) => state.factors(nameOf(name), rowCount, columnCount),
    f32: (name, length) => state.f32(nameOf(name), length),
    f64: (name, length) => state.f64(nameOf(name), length),
    u32: (name, length, below) => state.u32(nameOf(name), length, below),
    u8: (name, length) => state.u8(nameOf(name), length),
    fail: (name, message) => state.fail(nameOf(name), message),
    csr: (name, rowCount, columnCount, ordered) => state.csr(nameOf(name), rowCount, columnCount, ordered),
    finish: () => undefined,
  };
}

/** What stands before the names of the arrays of a member, from 0, in the state of a model that is made of others. */
export function memberPrefix(member: number): string {
  return `members.${member}.`;
}

/** The arrays of a state with a prefix before their names. */
export function withPrefix(prefix: string, state: ModelState): ModelState {
  return new Map(Array.from(state, ([name, tensor]) => [prefix + name, tensor]));
}
