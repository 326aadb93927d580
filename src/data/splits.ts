import { checkInteger, show } from "../check.ts";
import { DataError, OptionsError } from "../errors.ts";
import type { Interactions } from "./interactions.ts";
import type { Fold } from "./splits/fold.ts";
import { leaveLastOut } from "./splits/leave-last-out.ts";
import { splitAtRandom } from "./splits/random.ts";

export type { Fold } from "./splits/fold.ts";
export { givenFold } from "./splits/given.ts";
export { MINIMUM_VALIDATION_HISTORY, splitForValidation } from "./splits/validation.ts";

/** A rule for dividing interactions into what a model may see and what it is measured on. */
export interface Protocol {
  /** In the words of the command line, parameter included: `random:0.2`. Stands beside every figure. */
  readonly name: string;
  /** Applies the rule; same seed, same folds. */
  readonly makeFolds: (interactions: Interactions, seed: number) => Fold[];
}

/** One line of the table of protocols. */
interface ProtocolFamily {
  /** How it is written, for messages: `random:FRACTION`. */
  readonly syntax: string;
  /** Makes the protocol from the text behind the colon; undefined where there is no colon. */
  readonly parse: (parameter: string | undefined) => Protocol;
}

const PROTOCOLS: Readonly<Record<string, ProtocolFamily>> = {
  random: { syntax: "random:FRACTION", parse: parseRandom },
  "leave-last-out": { syntax: "leave-last-out[:row-order]", parse: parseLeaveLastOut },
  given: { syntax: "given", parse: parseGiven },
};

/**
 * Reads a protocol as the command line writes it: `random:0.2`, `leave-last-out`, `leave-last-out:row-order`, `given`.
 *
 * Throws OptionsError `unknown-protocol`, naming those that exist, or `bad-protocol` for a parameter that does not fit.
 */
export function parseProtocol(text: string): Protocol {
  const [kind = "", ...rest] = text.trim().split(":");
  const family = Object.hasOwn(PROTOCOLS, kind) ? PROTOCOLS[kind] : undefined;
  if (family !== undefined) return family.parse(rest.length === 0 ? undefined : rest.join(":"));
  const known = Object.values(PROTOCOLS).map(({ syntax }) => syntax);
  throw new OptionsError("unknown-protocol", `protocol: expected one of ${known.join(", ")}; got ${show(text)}`);
}

/**
 * Divides interactions by a protocol into one fold or several; rows keep their order within each part.
 *
 * `seed` is an integer from 0 to 2³² − 1; protocols without chance ignore it. Copies the rows.
 * Throws DataError `no-interactions` for an empty table, DataError `empty-split` where a part would be empty, and
 * OptionsError where the protocol needs something that the table lacks.
 */
export function split(interactions: Interactions, protocol: Protocol, seed: number): Fold[] {
  checkInteger("seed", seed, 0, 0xffff_ffff);
  if (interactions.users.length === 0) {
    throw new DataError("no-interactions", `${protocol.name}: expected interactions to split, got an empty table`);
  }
  return protocol.makeFolds(interactions, seed);
}

function parseRandom(parameter: string | undefined): Protocol {
  const fraction = parameter === undefined || parameter.trim() === "" ? Number.NaN : Number(parameter);
  if (!(fraction > 0 && fraction < 1)) {
    throw badProtocol("random", "a fraction between 0 and 1, as in random:0.2", parameter);
  }
  const name = `random:${fraction}`;
  return { name, makeFolds: (interactions, seed) => [splitAtRandom(interactions, fraction, seed, name)] };
}

function parseLeaveLastOut(parameter: string | undefined): Protocol {
  if (parameter !== undefined && parameter !== "row-order") {
    throw badProtocol("leave-last-out", "nothing, or row-order to take the order of the rows for time", parameter);
  }
  const name = parameter === undefined ? "leave-last-out" : "leave-last-out:row-order";
  return { name, makeFolds: (interactions) => [leaveLastOut(interactions, parameter ?? "timestamp", name)] };
}

function parseGiven(parameter: string | undefined): Protocol {
  if (parameter !== undefined) throw badProtocol("given", "nothing", parameter);
  return {
    name: "given",
    makeFolds: () => {
      throw new OptionsError(
        "given-needs-two-tables",
        "given: expected a train table and a test table, got one table to split; " +
          "pass --train-file and --test-file (in code: givenFold(train, test))",
      );
    },
  };
}

function badProtocol(kind: string, expected: string, parameter: string | undefined): OptionsError {
  const got = parameter === undefined ? "nothing" : show(parameter);
  return new OptionsError("bad-protocol", `protocol ${kind}: expected ${expected} after the name, got ${got}`);
}
