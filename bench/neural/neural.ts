import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { figure, times } from "../table.ts";
import { NETWORK_JOBS, THREADED_JOBS } from "./jobs.ts";
import { itemRows, networkRows, threadRows } from "./network-rows.ts";
import { productRows } from "./product-rows.ts";

const SEED = 20_261_129;
const [PRODUCTS, ITEMS, THREADS] = ["products", "items", "threads"] as const;
const JOBS = [PRODUCTS, ...NETWORK_JOBS.map(({ name }) => name), ITEMS, THREADS];

/** Kernels of networks and the training of whole ones on one thread, against tfjs and, where Python has it, JAX. */
export const neuralBenchmark: Benchmark = {
  title: "Networks on one thread, in processor time: products of matrices, and epochs of whole networks",
  jobs: JOBS,
  group: ({ group }) => String(group),
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: "ms", text: ({ ms }) => figure(ms) },
    { title: "GFLOP/s", text: ({ gflops }) => figure(gflops) },
    { title: "× tfjs", text: ({ ratio }) => times(ratio) },
    { title: "× jax", text: ({ jaxRatio }) => times(jaxRatio) },
    { title: "loss", text: ({ loss }) => (typeof loss === "number" ? loss.toPrecision(5) : "–") },
    { title: "error", text: ({ error }) => figure(error) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run(options: RunOptions): ReturnType<Benchmark["run"]> {
  const { quick, only = JOBS } = options;
  const rows: Row[] = [];
  let jax: string | undefined;
  if (only.includes(PRODUCTS)) {
    const products = await productRows(options, SEED);
    rows.push(...products.rows);
    jax = products.jaxVersion;
  }
  for (const job of NETWORK_JOBS.filter(({ name }) => only.includes(name))) {
    const trained = await networkRows(job, options, SEED);
    rows.push(...trained.rows);
    jax ??= trained.jaxVersion;
  }
  if (only.includes(ITEMS)) rows.push(...(await itemRows(options, SEED)));
  for (const job of only.includes(THREADS) ? THREADED_JOBS : []) rows.push(...(await threadRows(job, options, SEED)));
  const packages = ["nearedge", "@tensorflow/tfjs", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"];
  return {
    versions: { ...packageVersions(packages), ...(jax === undefined ? {} : { jax }) },
    settings: { quick, seed: SEED },
    rows,
  };
}
