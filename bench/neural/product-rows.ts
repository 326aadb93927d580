import { runInChild, temporaryFolder } from "../children.ts";
import type { Row, RunOptions } from "../report.ts";
import { median } from "../statistics.ts";
import { ratioOf } from "../train/rounds.ts";
import { runJax } from "./jax.ts";
import type { NeuralTask, ProductMeasurement } from "./measure.ts";
import type { Shape } from "./products.ts";

/** Products of the networks: a hidden layer, D1's first layer with 1,024 units, and one that leaves the caches. */
const SHAPES: readonly Shape[] = [
  { rows: 256, depth: 64, columns: 64 },
  { rows: 1024, depth: 24, columns: 1024 },
  { rows: 512, depth: 512, columns: 512 },
];
const QUICK_SHAPES: readonly Shape[] = [{ rows: 32, depth: 16, columns: 24 }];
const ROUNDS = 7;
const BUDGET_MS = 150;
const CHILD_LIMIT_MS = 300_000;

/** Products by everybody, and the version of JAX where it took part. */
export async function productRows(
  { quick, peers, progress }: RunOptions,
  seed: number,
): Promise<{ readonly rows: Row[]; readonly jaxVersion: string | undefined }> {
  const settings = { seed, rounds: quick ? 1 : ROUNDS, budgetMs: quick ? 5 : BUDGET_MS };
  const rows: Row[] = [];
  let jaxVersion: string | undefined;
  for (const shape of quick ? QUICK_SHAPES : SHAPES) {
    progress(`${nameOf(shape)}: nearedge and tfjs`);
    const task: NeuralTask = { ...shape, ...settings, folder: await temporaryFolder() };
    const measured = await runInChild<ProductMeasurement[]>("neural-products", task, CHILD_LIMIT_MS);
    const plain = measured.find(({ library, form }) => library === "tfjs" && form === "A·B")?.rawMs ?? [];
    for (const { library, form, rawMs, error } of measured) {
      rows.push(rowOf(shape, `${library} ${form}`, { rawMs, error, plain }));
    }
    if (!peers) continue;
    progress(`${nameOf(shape)}: jax`);
    const jax = await measureJax(task);
    jaxVersion ??= jax.version;
    rows.push(rowOf(shape, "jax A·B", { ...jax, plain }));
  }
  return { rows, jaxVersion };
}

const nameOf = ({ rows, depth, columns }: Shape): string => `${rows}×${depth}×${columns}`;

interface Measured {
  readonly rawMs: readonly number[];
  readonly error: number | null;
  /** tfjs's untransposed product in the same rounds. */
  readonly plain: readonly number[];
  readonly note?: string;
}

function rowOf(shape: Shape, variant: string, { rawMs, error, plain, note = "" }: Measured): Row {
  const { rows, depth, columns } = shape;
  const ms = rawMs.length === 0 ? null : median(rawMs);
  return {
    group: nameOf(shape),
    variant,
    size: rows,
    depth,
    columns,
    ms,
    rawMs,
    gflops: ms === null ? null : (2 * rows * depth * columns) / ms / 1e6,
    ratio: ratioOf(rawMs, plain),
    error,
    note,
  };
}

async function measureJax(task: NeuralTask): Promise<Omit<Measured, "plain"> & { readonly version?: string }> {
  const answer = await runJax<{ readonly rawMs: number[]; readonly version: string }>("jax_product.py", task);
  if (typeof answer === "string") return { rawMs: [], error: null, note: answer };
  return { ...answer, error: await runInChild<number>("neural-error", task, CHILD_LIMIT_MS) };
}
