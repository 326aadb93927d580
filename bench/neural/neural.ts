import { join } from "node:path";
import { ROOT, runInChild, runProgram, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { median } from "../statistics.ts";
import { figure, times } from "../table.ts";
import type { NeuralTask, ProductMeasurement } from "./measure.ts";
import type { Shape } from "./products.ts";

/** Products of the networks: a hidden layer, D1's first layer with 1,024 units, and one that leaves the caches. */
const SHAPES: readonly Shape[] = [
  { rows: 256, depth: 64, columns: 64 },
  { rows: 1024, depth: 24, columns: 1024 },
  { rows: 512, depth: 512, columns: 512 },
];
const QUICK_SHAPES: readonly Shape[] = [{ rows: 32, depth: 16, columns: 24 }];
const SEED = 20_261_129;
const ROUNDS = 7;
const BUDGET_MS = 150;
const CHILD_LIMIT_MS = 300_000;

/** Kernels of networks on one thread, against tfjs and, where Python has it, JAX. */
export const neuralBenchmark: Benchmark = {
  title: "Products of matrices on one thread, in processor time",
  group: ({ group }) => String(group),
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "ms", text: ({ ms }) => figure(ms) },
    { title: "GFLOP/s", text: ({ gflops }) => figure(gflops) },
    { title: "× tfjs A·B", text: ({ ratio }) => times(ratio) },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, peers, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const settings = { seed: SEED, rounds: quick ? 1 : ROUNDS, budgetMs: quick ? 5 : BUDGET_MS };
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
  return {
    versions: {
      ...packageVersions(["nearedge", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"]),
      ...(jaxVersion === undefined ? {} : { jax: jaxVersion }),
    },
    settings: { quick, ...settings },
    rows,
  };
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
    // Round by round, since they ran in the same second.
    ratio: ms === null ? null : median(rawMs.map((own, round) => (plain[round] ?? Number.NaN) / own)),
    error,
    note,
  };
}

/** Never rejects: without Python or JAX the note says so and the benchmark goes on. */
async function measureJax(task: NeuralTask): Promise<Omit<Measured, "plain"> & { readonly version?: string }> {
  const python = process.env.NEAREDGE_PYTHON ?? "python3";
  try {
    const output = await runProgram(python, [join(ROOT, "bench/neural/jax_product.py"), JSON.stringify(task)], {
      cwd: ROOT,
    });
    const { rawMs, version } = JSON.parse(output.trim().split("\n").at(-1) ?? "") as {
      rawMs: number[];
      version: string;
    };
    return { rawMs, version, error: await runInChild<number>("neural-error", task, CHILD_LIMIT_MS) };
  } catch (error) {
    const reason = String(error).trim().split("\n").at(-1) ?? "";
    return { rawMs: [], error: null, note: `not measured: ${reason}; name a Python that has jax with NEAREDGE_PYTHON` };
  }
}
