import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import type { Batch } from "../../src/neural/batch.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { createRandom, mixHashes, shuffle } from "../../src/random.ts";
import type { NetworkJob, Sizes } from "./jobs.ts";

/** Interactions as they lie in a folder, for everybody to read. */
export interface Ratings extends Sizes {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  /** Centred: their mean is 0. */
  readonly values: Float32Array;
}

const COLUMNS = ["users.u32", "items.u32", "values.f32"] as const;

/** Writes ratings into a folder, which is made where it is missing. */
export async function storeRatings(folder: string, ratings: Ratings): Promise<void> {
  const { users, items, values, userCount, itemCount } = ratings;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  await mkdir(folder, { recursive: true });
  const columns = [users, items, values.map((value) => value - mean)];
  await Promise.all(COLUMNS.map((name, at) => writeFile(join(folder, name), columns[at]!)));
  await writeFile(join(folder, "sizes.json"), JSON.stringify({ userCount, itemCount }));
}

/** Reads what storeRatings has written. */
export async function loadRatings(folder: string): Promise<Ratings> {
  const [users, items, values] = await Promise.all(COLUMNS.map((name) => bytesOf(join(folder, name))));
  const sizes = JSON.parse(await readFile(join(folder, "sizes.json"), "utf8")) as Sizes;
  return {
    ...sizes,
    users: new Uint32Array(users!),
    items: new Uint32Array(items!),
    values: new Float32Array(values!),
  };
}

const bytesOf = async (path: string): Promise<ArrayBuffer> => new Uint8Array(await readFile(path)).buffer;

/** The examples of a job. */
export const examplesOf = ({ examples }: NetworkJob, ratings: Ratings): Examples =>
  examples === "ratings" ? examplesOfRatings(ratings) : examplesOfHistories(ratings);

function examplesOfRatings({ users, items, values }: Ratings): Examples {
  return {
    count: users.length,
    fingerprint: "ratings",
    batch(chosen): Batch {
      const rows = chosen.length;
      const [user, item, targets] = [new Uint32Array(rows), new Uint32Array(rows), new Float32Array(rows)];
      for (let row = 0; row < rows; row++) {
        const at = chosen[row]!;
        user[row] = users[at]!;
        item[row] = items[at]!;
        targets[row] = values[at]!;
      }
      return { rows, inputs: { user, item }, targets: { values: targets } };
    },
  };
}

function examplesOfHistories({ users, items, values, userCount, itemCount }: Ratings): Examples {
  const { offsets, indices } = csrFromCoordinates(userCount, itemCount, users, items, values);
  return {
    count: userCount,
    fingerprint: "histories",
    batch(chosen): Batch {
      const rows = chosen.length;
      const own = new Uint32Array(rows + 1);
      for (let row = 0; row < rows; row++) {
        const user = chosen[row]!;
        own[row + 1] = own[row]! + offsets[user + 1]! - offsets[user]!;
      }
      const history = { offsets: own, indices: new Uint32Array(own[rows]!) };
      for (let row = 0; row < rows; row++) {
        const user = chosen[row]!;
        history.indices.set(indices.subarray(offsets[user], offsets[user + 1]), own[row]);
      }
      return { rows, inputs: { history }, targets: history };
    },
  };
}

/** Where the loop of src/neural/training.ts takes its random numbers from; a test goes through both. */
const ORDER_STREAM = 3;

/** The order of an epoch, which counts from 1, as the loop draws it. */
export function orderOfEpoch(count: number, seed: number, epoch: number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, at) => at);
  return shuffle(all, createRandom(mixHashes(seed, epoch), ORDER_STREAM));
}
