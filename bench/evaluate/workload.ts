import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Interactions } from "../../src/data/interactions.ts";
import type { Fold } from "../../src/data/splits.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import type { ImplicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";

/** Pairs of user and item: u32[rows] each. */
export interface Pairs {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
}

/** What every variant ranks and is measured on. */
export interface Workload extends WorkloadSizes {
  readonly train: Pairs;
  readonly test: Pairs;
  /** f32[items × factors] */
  readonly itemFactors: Float32Array;
  /** α₀·YᵀY, f32[factors × factors] */
  readonly gram: Float32Array;
}

/** What is said of a workload where its arrays are not needed. */
interface WorkloadSizes {
  readonly userCount: number;
  readonly itemCount: number;
  readonly options: ImplicitAlsOptions;
}

const FILES = {
  trainUsers: "train-users.u32",
  trainItems: "train-items.u32",
  testUsers: "test-users.u32",
  testItems: "test-items.u32",
  itemFactors: "items.f32",
  gram: "gram.f32",
  sizes: "sizes.json",
} as const;

/** Writes a workload into a folder, for the processes that measure. */
export async function storeWorkload(folder: string, workload: Workload): Promise<void> {
  const { train, test, itemFactors, gram, userCount, itemCount, options } = workload;
  const put = (name: string, values: Uint32Array | Float32Array): Promise<void> =>
    writeFile(join(folder, name), values);
  await put(FILES.trainUsers, train.users);
  await put(FILES.trainItems, train.items);
  await put(FILES.testUsers, test.users);
  await put(FILES.testItems, test.items);
  await put(FILES.itemFactors, itemFactors);
  await put(FILES.gram, gram);
  const sizes: WorkloadSizes = { userCount, itemCount, options };
  await writeFile(join(folder, FILES.sizes), JSON.stringify(sizes));
}

/** Reads what storeWorkload has written. */
export async function loadWorkload(folder: string): Promise<Workload> {
  const bytes = async (name: string): Promise<ArrayBuffer> => new Uint8Array(await readFile(join(folder, name))).buffer;
  const indices = async (name: string): Promise<Uint32Array> => new Uint32Array(await bytes(name));
  const factors = async (name: string): Promise<Float32Array> => new Float32Array(await bytes(name));
  const sizes = JSON.parse(await readFile(join(folder, FILES.sizes), "utf8")) as WorkloadSizes;
  return {
    ...sizes,
    train: { users: await indices(FILES.trainUsers), items: await indices(FILES.trainItems) },
    test: { users: await indices(FILES.testUsers), items: await indices(FILES.testItems) },
    itemFactors: await factors(FILES.itemFactors),
    gram: await factors(FILES.gram),
  };
}

/** The fold of a workload. Ids are the indices in words: nobody looks at them. */
export function foldOf({ userCount, itemCount, train, test }: Workload): Fold {
  const idsOf = (count: number) => createVocabulary(Array.from({ length: count }, (_, index) => String(index)));
  const [userIds, itemIds] = [idsOf(userCount), idsOf(itemCount)];
  const tableOf = ({ users, items }: Pairs): Interactions => ({
    userIds,
    itemIds,
    users,
    items,
    values: new Float32Array(users.length).fill(1),
    timestamps: undefined,
    feedback: "implicit",
  });
  return { train: tableOf(train), test: tableOf(test), name: "given" };
}
