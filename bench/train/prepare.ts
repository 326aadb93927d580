import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Interactions } from "../../src/data/interactions.ts";
import { type GivenPart, openDataset, openGivenFolds, openGivenSplit } from "../../src/data/open-dataset.ts";
import { openItemTable } from "../../src/data/open-item-table.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import type { Role } from "../role.ts";
import { type DataSet, storeDataSet, storeTexts } from "./data.ts";
import { makeUpSplit, makeUpTexts } from "./made-up.ts";
import { dataFile } from "./places.ts";

/** Data that models are compared on. */
export type SourceName = "ml-100k folds" | "ml-100k random" | "gowalla" | "tmdb-5000";

/** What the child process that prepares data is to do. */
export interface PrepareTask {
  readonly folder: string;
  readonly source: SourceName;
  /** The folder of data sets, if it was named. */
  readonly data: string | undefined;
  /** Whether small data are made up instead. */
  readonly quick: boolean;
  readonly seed: number;
}

/** A data set that was prepared: interactions, or texts, which have no users. */
export interface Prepared {
  readonly folder: string;
  readonly name: string;
  readonly userCount: number;
  readonly itemCount: number;
  /** Interactions or texts to train on. */
  readonly trainCount: number;
}

const FOLDS = [1, 2, 3, 4, 5];
const QUICK_FOLDS = [1, 2];
const QUICK_INTERACTIONS = 3000;
const QUICK_TEXTS = 200;

/** Names the files before anything else is done, so that missing data are said at once. */
export function checkSource({ source, data, quick }: Pick<PrepareTask, "source" | "data" | "quick">): void {
  if (!quick) filesOf(source, data);
}

/** The role of a child process that reads data and stores them for those that measure. */
export const prepareRole: Role = { run: (task) => prepare(task as PrepareTask), end: async () => undefined };

async function prepare(task: PrepareTask): Promise<Prepared[]> {
  if (task.source === "tmdb-5000") return [await prepareTexts(task)];
  const sets = task.quick ? madeUp(task) : await read(task);
  const prepared: Prepared[] = [];
  for (const [name, data] of sets) {
    const folder = join(task.folder, `${task.source}-${name}`.replaceAll(" ", "-"));
    await mkdir(folder, { recursive: true });
    await storeDataSet(folder, data);
    const { userCount, itemCount } = data;
    prepared.push({ folder, name, userCount, itemCount, trainCount: data.train.users.length });
  }
  return prepared;
}

async function prepareTexts({ source, data, quick, seed, folder: parent }: PrepareTask): Promise<Prepared> {
  const folder = join(parent, source);
  const [path = ""] = quick ? [] : filesOf(source, data);
  const texts = quick ? makeUpTexts(QUICK_TEXTS, seed) : (await openItemTable(path)).texts.get("overview");
  if (texts === undefined) throw new Error(`${path}: expected a column overview`);
  await mkdir(folder, { recursive: true });
  await storeTexts(folder, texts);
  const name = quick ? "made up" : "overviews of TMDB 5000";
  return { folder, name, userCount: 0, itemCount: texts.length, trainCount: texts.length };
}

function madeUp({ source, seed }: PrepareTask): [string, DataSet][] {
  const folds = source === "ml-100k folds" ? QUICK_FOLDS : [1];
  return folds.map((fold) => [`made up ${fold}`, makeUpSplit(QUICK_INTERACTIONS, seed + fold)]);
}

async function read({ source, data, seed }: PrepareTask): Promise<[string, DataSet][]> {
  const files = filesOf(source, data);
  const [first = "", second = ""] = files;
  if (source === "gowalla")
    return [["Gowalla", dataSetOf(await openGivenSplit(first, second, { format: "lightgcn" }))]];
  if (source === "ml-100k random") {
    const { interactions } = await openDataset(first, { format: "movielens-100k" });
    return split(interactions, parseProtocol("random:0.2"), seed).map((fold) => ["random:0.2", dataSetOf(fold)]);
  }
  const pairs = FOLDS.map((_, place) => ({ trainPath: files[2 * place] ?? "", testPath: files[2 * place + 1] ?? "" }));
  const { parts } = await openGivenFolds(pairs, { format: "movielens-100k" });
  return parts.map((part, place) => [`u${FOLDS[place]}`, dataSetOf(part)]);
}

function filesOf(source: SourceName, data: string | undefined): string[] {
  const all = (folder: string, names: string[]): string[] => names.map((name) => dataFile(data, folder, name));
  if (source === "gowalla") return all("gowalla-lightgcn", ["train.txt", "test.txt"]);
  if (source === "tmdb-5000") return all("tmdb-5000", ["tmdb_5000_movies.csv"]);
  if (source === "ml-100k random") return all("ml-100k", ["u.data"]);
  return all(
    "ml-100k",
    FOLDS.flatMap((fold) => [`u${fold}.base`, `u${fold}.test`]),
  );
}

function dataSetOf({ train, test }: Pick<GivenPart, "train" | "test">): DataSet {
  const columns = ({ users, items, values }: Interactions) => ({ users, items, values });
  return {
    userCount: train.userIds.size,
    itemCount: train.itemIds.size,
    train: columns(train),
    test: columns(test),
  };
}
