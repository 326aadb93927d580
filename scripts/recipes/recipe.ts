import type { Dataset } from "../../src/data/dataset.ts";
import type { Answer } from "./answers.ts";

/** A published pipeline as data: what it did, what it printed, and the commands that do the same job rightly. */
export interface Recipe {
  readonly name: string;
  /** What the document is about, and the data that its figures are of. */
  readonly title: string;
  /** Data at hand that stand in for the document's own. */
  readonly standIn: StandIn;
  /** The document's own files; undefined where the recipe has its data in itself. */
  readonly original: Original | undefined;
  /** Every row of the document's checklist, in order. */
  readonly rows: readonly RecipeRow[];
  /** What went wrong in the document, in two to four sentences. */
  readonly wentWrong: string;
}

/** A public data set in the form of the document's own. */
export interface StandIn {
  readonly data: DataName;
  /** What was changed, for the head of the table: `ml-100k as Netflix files`. */
  readonly described: string;
  /** Writes the document's files into the folder; gets the paths of further data that are there. */
  readonly write: (dataset: Dataset, folder: string, further: Values) => Promise<Values>;
}

/** Public data sets that recipes are made of; the folder is called so. */
export type DataName = "ml-100k" | "ml-latest-small";

/** Data that belong to one row, as the value that stands for their path. */
export type FurtherData = "texts";

/** How the document's own files are used. */
export interface Original {
  readonly described: string;
  /** Names under which the files were published; one set of them must be in the folder. */
  readonly files: readonly (readonly string[])[];
  /** Gets the paths of the set that is there, in its order, a folder to write into, and paths of further data. */
  readonly prepare: (paths: readonly string[], folder: string, further: Values) => Promise<Values>;
}

/** What stands for `{name}` in commands: paths of files, and sizes that depend on the data. */
export type Values = Readonly<Record<string, string>>;

/** One row of the checklist. */
export interface RecipeRow {
  /** `A3`: letter of the document, number of the row. */
  readonly row: string;
  /** At least one: a row whose model is missing still shows what the document printed. */
  readonly steps: readonly Step[];
  /** Models that the row asks for and NearEdge does not have. Data that are not there are added when it runs. */
  readonly missing: readonly string[];
}

/** One line of the table. */
export interface Step {
  readonly what: string;
  /** The document's figure with its protocol, or null where it prints none. */
  readonly published: string | null;
  /** Measured as the document did; null where that cannot or need not be done again. */
  readonly same: Reading | null;
  /** Measured as it should be; null where a model is missing or the figure is no measurement. */
  readonly right: Reading | null;
}

/** A line of ours alone: the document prints nothing like it. */
export const ownStep = (what: string, right: Reading): Step => ({ what, published: null, same: null, right });

/** A command, and the figure to be read from its `--json`. */
export interface Reading {
  /** Arguments of `nearedge`, or `similar-texts` and its own, with `{name}` for a value; `--json` is added. */
  readonly command: readonly string[];
  readonly read: (answer: Answer) => Figure;
  /** Further data that the command reads; without them the reading is left out and they are listed as missing. */
  readonly needs?: FurtherData;
}

/** A figure that cannot be read without its protocol. */
export interface Figure {
  /** In the words of the command line, or `no split` where nothing is held out. */
  readonly protocol: string;
  /** Printed name: `rmse`, `ndcg@10`, `interactions`. */
  readonly metric: string;
  readonly figure: number;
  /** What was counted, where that is to be read: titles. */
  readonly list?: readonly string[];
  /** What was measured: a model and what its values went through. Absent for figures of data. */
  readonly model?: string;
  /** The trivial row of the same table; absent where the figure is one itself, or is no measurement. */
  readonly beside?: { readonly model: string; readonly figure: number };
}
