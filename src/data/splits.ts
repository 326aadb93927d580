import { checkInteger, show } from "../check.ts";
import { DataError, OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { Interactions } from "./interactions.ts";
import type { Fold } from "./splits/fold.ts";
import { GIVEN } from "./splits/given.ts";
import { KFOLD } from "./splits/kfold.ts";
import { LEAVE_LAST_OUT } from "./splits/leave-last-out.ts";
import { NEGATIVES } from "./splits/negatives.ts";
import type { Protocol, ProtocolFamily } from "./splits/protocol.ts";
import { RANDOM } from "./splits/random.ts";
import { STRATIFIED_BY_ITEM, STRATIFIED_BY_USER } from "./splits/stratified.ts";
import { STRONG } from "./splits/strong.ts";
import { TEMPORAL } from "./splits/temporal.ts";

export type { Fold, TimeTies } from "./splits/fold.ts";
export { givenFold } from "./splits/given.ts";
export type { Protocol } from "./splits/protocol.ts";
export { MINIMUM_VALIDATION_HISTORY, splitForValidation, splitLastForValidation } from "./splits/validation.ts";

const PROTOCOLS: Readonly<Record<string, ProtocolFamily>> = {
  random: RANDOM,
  kfold: KFOLD,
  "leave-last-out": LEAVE_LAST_OUT,
  temporal: TEMPORAL,
  "stratified-by-item": STRATIFIED_BY_ITEM,
  "stratified-by-user": STRATIFIED_BY_USER,
  strong: STRONG,
  negatives: NEGATIVES,
  given: GIVEN,
};

/** The part of a protocol's name before the colon. */
export const PROTOCOL_KINDS: readonly string[] = Object.keys(PROTOCOLS);

/**
 * Reads a protocol as the command line writes it: `random:0.2`, `kfold:5`, `leave-last-out`, `negatives:100:row-order`.
 * docs/evaluation.md describes them one by one.
 *
 * Throws OptionsError `unknown-protocol`, naming those that exist, or `bad-protocol` for a parameter that does not fit.
 */
export function parseProtocol(text: string): Protocol {
  const [kind = "", ...rest] = text.trim().split(":");
  const family = Object.hasOwn(PROTOCOLS, kind) ? PROTOCOLS[kind] : undefined;
  if (family !== undefined) return family.parse(rest.length === 0 ? undefined : rest.join(":"));
  const known = Object.values(PROTOCOLS).map(({ syntax }) => syntax);
  const hint = didYouMean(kind, PROTOCOL_KINDS);
  throw new OptionsError("unknown-protocol", `protocol: expected one of ${known.join(", ")}; got ${show(text)}${hint}`);
}

/**
 * Divides interactions by a protocol into one fold or several; rows keep their order within each part.
 *
 * `seed` is an integer from 0 to 2³² − 1; deterministic protocols ignore it. Copies the rows.
 * Throws DataError `no-interactions` for an empty table, DataError `empty-split` where a part would be empty, and
 * OptionsError where the table lacks what the protocol needs.
 */
export function split(interactions: Interactions, protocol: Protocol, seed: number): Fold[] {
  checkInteger("seed", seed, 0, 0xffff_ffff);
  if (interactions.users.length === 0) {
    throw new DataError("no-interactions", `${protocol.name}: expected interactions to split, got an empty table`);
  }
  return protocol.makeFolds(interactions, seed);
}
