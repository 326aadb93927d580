import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import type { Interactions } from "../../src/data/interactions.ts";

/** Columns of a table, as src/data/interactions.ts has them. */
export type Columns = Pick<Interactions, "users" | "items" | "values">;

export interface Sizes {
  readonly userCount: number;
  readonly itemCount: number;
}

/** What both sides of a comparison read. */
export interface DataSet extends Sizes {
  readonly train: Columns;
  readonly test: Columns;
}

const PARTS = ["train", "test"] as const;
const TEXTS = "texts.json";

/** Writes a data set into a folder that is there: flat columns, which both sides can read. */
export async function storeDataSet(folder: string, data: DataSet): Promise<void> {
  for (const part of PARTS) {
    const { users, items, values } = data[part];
    await writeFile(join(folder, `${part}-users.u32`), users);
    await writeFile(join(folder, `${part}-items.u32`), items);
    await writeFile(join(folder, `${part}-values.f32`), values);
  }
  const sizes: Sizes = { userCount: data.userCount, itemCount: data.itemCount };
  await writeFile(join(folder, "sizes.json"), JSON.stringify(sizes));
}

/** Reads one part of what storeDataSet has written, as users × items. */
export async function loadPart(folder: string, part: (typeof PARTS)[number]): Promise<Csr> {
  const { userCount, itemCount } = JSON.parse(await readFile(join(folder, "sizes.json"), "utf8")) as Sizes;
  const users = new Uint32Array(await bytesOf(join(folder, `${part}-users.u32`)));
  const items = new Uint32Array(await bytesOf(join(folder, `${part}-items.u32`)));
  const values = await loadFloats(join(folder, `${part}-values.f32`));
  return csrFromCoordinates(userCount, itemCount, users, items, values);
}

/** Writes texts into a folder that is there. */
export async function storeTexts(folder: string, texts: readonly string[]): Promise<void> {
  await writeFile(join(folder, TEXTS), JSON.stringify(texts));
}

/** Reads what storeTexts has written. */
export async function loadTexts(folder: string): Promise<string[]> {
  return JSON.parse(await readFile(join(folder, TEXTS), "utf8")) as string[];
}

export async function loadFloats(path: string): Promise<Float32Array> {
  return new Float32Array(await bytesOf(path));
}

async function bytesOf(path: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(path)).buffer;
}
