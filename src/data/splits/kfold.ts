import { DataError } from "../../errors.ts";
import { createRandom, shuffle } from "../../random.ts";
import type { Interactions } from "../interactions.ts";
import { type Fold, partition } from "./fold.ts";
import { allRows } from "./group-rows.ts";
import { badProtocol, type Protocol, type ProtocolFamily, parseCount } from "./protocol.ts";

/** Every fold is a copy of the data and a fit: more is probably a typing error. */
const MAXIMUM_FOLDS = 1000;

/** Keeps the draws of this split apart from other uses of the same seed. */
const KFOLD_STREAM = 0x4f0;

/**
 * Cuts the interactions into `foldCount` random parts and holds out each part once: every row is tested exactly once.
 *
 * Rows are shuffled once; the row at shuffled position p is tested in fold p mod foldCount, so that sizes differ by at
 * most one. Folds are named `kfold:5/1` to `kfold:5/5`. Same seed, same folds.
 * Throws DataError `empty-split` where there are fewer rows than folds. O(foldCount · rows), memory too.
 */
export function kFolds(interactions: Interactions, foldCount: number, seed: number, name: string): Fold[] {
  const count = interactions.users.length;
  if (foldCount > count) {
    throw new DataError(
      "empty-split",
      `${name}: expected at least one interaction for each of ${foldCount} folds, got ${count} in all; use fewer folds`,
    );
  }
  const foldOf = new Uint32Array(count);
  const rows = shuffle(allRows(count), createRandom(seed, KFOLD_STREAM));
  for (let position = 0; position < count; position++) foldOf[rows[position]!] = position % foldCount;
  return Array.from({ length: foldCount }, (_, fold) => {
    const isTest = new Uint8Array(count);
    for (let row = 0; row < count; row++) isTest[row] = foldOf[row] === fold ? 1 : 0;
    return partition(interactions, isTest, `${name}/${fold + 1}`);
  });
}

export const KFOLD: ProtocolFamily = { syntax: "kfold:FOLDS", parse };

function parse(parameter: string | undefined): Protocol {
  const expected =
    "a number of folds from 2, as in kfold:5 (a single fold would test every row and leave none to train on)";
  const foldCount = parseCount("kfold", parameter, 2, expected);
  if (foldCount > MAXIMUM_FOLDS) throw badProtocol("kfold", `at most ${MAXIMUM_FOLDS} folds`, parameter);
  const name = `kfold:${foldCount}`;
  return { name, makeFolds: (interactions, seed) => kFolds(interactions, foldCount, seed, name) };
}
