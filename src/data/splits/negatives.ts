import { createRandom, type Random } from "../../random.ts";
import { type Csr, rowIndices } from "../csr.ts";
import { type Interactions, toCsr } from "../interactions.ts";
import type { Fold } from "./fold.ts";
import { type LastBy, leaveLastOut } from "./leave-last-out.ts";
import { badProtocol, type Protocol, type ProtocolFamily, parseCount } from "./protocol.ts";

/** Keeps the draws of this split apart from other uses of the same seed. */
const NEGATIVES_STREAM = 0x4e6;

/** How the latest interaction is determined, and how many items the test item competes with. */
export interface NegativesOptions {
  readonly lastBy: LastBy;
  /** From 1. */
  readonly negativeCount: number;
}

/**
 * Holds out each user's latest interaction, which then competes with `negativeCount` random items only.
 *
 * The two parts are those of leaveLastOut. `candidates` has, for each test user, the test item and that many distinct
 * items drawn uniformly from those the user has in neither part; all of them where there are fewer. Same seed, same
 * draws. Figures are far higher than with the whole catalogue, and the order of models may change. Errors as in
 * leaveLastOut. O(rows + test users · negatives). Source: He et al. 2017, section 4.1; against it Krichene & Rendle
 * 2020.
 */
export function leaveLastOutWithNegatives(
  interactions: Interactions,
  { lastBy, negativeCount }: NegativesOptions,
  seed: number,
  name: string,
): Fold {
  const fold = leaveLastOut(interactions, lastBy, seed, name);
  const random = createRandom(seed, NEGATIVES_STREAM);
  const taken = toCsr(interactions);
  const test = toCsr(fold.test);
  const rows = Array.from({ length: test.rowCount }, (_, user) => {
    const testItems = rowIndices(test, user);
    if (testItems.length === 0) return testItems;
    const negatives = drawOthers(rowIndices(taken, user), taken.columnCount, negativeCount, random);
    return Uint32Array.from([...testItems, ...negatives]).sort();
  });
  return { ...fold, candidates: matrixOf(rows, test.columnCount) };
}

/** Draws up to `count` distinct integers below `bound` that are not in `taken` (ascending, unique); ascending. */
function drawOthers(taken: Uint32Array, bound: number, count: number, random: Random): Uint32Array {
  const places = drawDistinct(bound - taken.length, count, random);
  // The place-th free integer is shifted by the number of taken integers before it.
  let before = 0;
  return places.map((place) => {
    while (before < taken.length && taken[before]! <= place + before) before++;
    return place + before;
  });
}

/**
 * Draws min(count, bound) distinct integers below `bound`, every set with the same probability; ascending (Floyd's
 * algorithm).
 */
function drawDistinct(bound: number, count: number, random: Random): Uint32Array {
  const drawn = new Set<number>();
  for (let last = bound - Math.min(count, bound); last < bound; last++) {
    const candidate = random.nextInteger(last + 1);
    drawn.add(drawn.has(candidate) ? last : candidate);
  }
  return Uint32Array.from(drawn).sort();
}

function matrixOf(rows: readonly Uint32Array[], columnCount: number): Csr {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [row, own] of rows.entries()) offsets[row + 1] = offsets[row]! + own.length;
  const indices = new Uint32Array(offsets[rows.length]!);
  for (const [row, own] of rows.entries()) indices.set(own, offsets[row]);
  return { rowCount: rows.length, columnCount, offsets, indices, values: new Float32Array(indices.length).fill(1) };
}

export const NEGATIVES: ProtocolFamily = { syntax: "negatives:COUNT[:row-order]", parse };

function parse(parameter: string | undefined): Protocol {
  const [text, order, ...rest] = parameter?.split(":") ?? [];
  const expected = "a number of items from 1, as in negatives:100 or negatives:100:row-order";
  if (rest.length > 0 || (order !== undefined && order !== "row-order")) {
    throw badProtocol("negatives", expected, parameter);
  }
  const negativeCount = parseCount("negatives", text, 1, expected);
  const name = order === undefined ? `negatives:${negativeCount}` : `negatives:${negativeCount}:row-order`;
  const options: NegativesOptions = { lastBy: order ?? "timestamp", negativeCount };
  const makeFolds: Protocol["makeFolds"] = (interactions, seed) => [
    leaveLastOutWithNegatives(interactions, options, seed, name),
  ];
  return { name, usesRowOrder: order !== undefined, makeFolds };
}
