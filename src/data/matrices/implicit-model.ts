import { basename } from "node:path";
import { DataError } from "../../errors.ts";
import { arrayNumber } from "./array-table.ts";
import { type NpzFile, openNpz } from "./npz.ts";

/** A model as `implicit` saves it. */
export interface ImplicitModel extends NpzFile {
  /** What messages call it. */
  readonly shown: string;
  /** A single number; undefined where there is none of that name. */
  number(name: string): Promise<number | undefined>;
}

/** What tells the two models apart: each has parameters that the other has not. */
const MARKS = { "implicit-als": "alpha", "implicit-bpr": "verify_negative_samples" } as const;
const CLASSES = { "implicit-als": "AlternatingLeastSquares", "implicit-bpr": "BayesianPersonalizedRanking" } as const;

/**
 * Opens the .npz file of a model of `implicit`, of the class that `kind` reads. Throws DataError `not-an-implicit-model`, and as
 * openNpz does.
 */
export async function openImplicitModel(
  path: string,
  kind: keyof typeof MARKS,
  signal?: AbortSignal,
): Promise<ImplicitModel> {
  const file = await openNpz(path, signal);
  const shown = basename(path);
  const refuse = (got: string): never => {
    const expected = `expected what ${CLASSES[kind]}.save of implicit writes`;
    throw new DataError("not-an-implicit-model", `${shown}: --kind ${kind}: ${expected}, got ${got}`);
  };
  if (!file.has("item_factors")) {
    refuse(`no item_factors among ${file.names.join(", ") || "nothing"}; --kind dot reads any matrix`);
  }
  const other = kind === "implicit-als" ? "implicit-bpr" : "implicit-als";
  if (file.has(MARKS[other]) && !file.has(MARKS[kind])) refuse(`one of ${CLASSES[other]}; use --kind ${other}`);
  return {
    ...file,
    shown,
    number: async (name) => (file.has(name) ? arrayNumber(await file.array(name)) : undefined),
  };
}
