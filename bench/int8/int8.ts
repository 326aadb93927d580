import { runInChild, temporaryFolder } from "../children.ts";
import { packageVersions } from "../peers.ts";
import type { Benchmark, Row, RunOptions } from "../report.ts";
import { figure } from "../table.ts";
import { CHILD_LIMIT_MS } from "../train/compare.ts";
import type { JobSettings } from "../train/jobs.ts";
import type { Prepared, SourceName } from "../train/prepare.ts";
import { prepareSources } from "../train/sources.ts";
import type { Int8Task, PrecisionMeasurement } from "./measure.ts";

const SEED = 20_261_129;
const K = 20;
const QUICK_EPOCHS = 2;
const SOURCES: readonly SourceName[] = ["gowalla", "ml-100k random"];

/** Models whose factors can be packed as int8, with the settings of each data set; the rest are the defaults. */
const MODELS: readonly {
  readonly model: Int8Task["model"];
  readonly settings: Partial<Record<SourceName, JobSettings>>;
}[] = [
  { model: "implicit-als", settings: {} },
  { model: "bpr", settings: { gowalla: { learningRate: 0.17, regularization: 0.0123, biasRegularization: 0.034 } } },
  { model: "warp", settings: {} },
];

/** What rounding item factors to one byte costs. */
export const int8Benchmark: Benchmark = {
  title: "Rankings by int8 item factors, against the same factors as f32",
  group: ({ group }) => String(group),
  columns: [
    { title: "variant", text: ({ variant }) => variant },
    { title: `recall@${K}`, text: ({ recall }) => decimals(recall) },
    { title: `nDCG@${K}`, text: ({ ndcg }) => decimals(ndcg) },
    { title: "error", text: ({ error }) => decimals(error) },
    { title: "same items", text: ({ overlap }) => decimals(overlap) },
    { title: "factors, MB", text: ({ bytes }) => figure(typeof bytes === "number" ? bytes / 1e6 : null) },
    { title: "ms/user", text: ({ ms }) => figure(ms) },
    { title: "note", text: ({ note }) => note },
  ],
  run,
};

async function run({ quick, data, progress }: RunOptions): ReturnType<Benchmark["run"]> {
  const folder = await temporaryFolder();
  const prepared = await prepareSources(SOURCES, { folder, data, quick, seed: SEED }, progress);
  const rows: Row[] = [];
  for (const source of SOURCES) {
    for (const { model, settings } of MODELS) {
      const own = { ...settings[source], ...(quick ? { epochs: QUICK_EPOCHS } : {}) };
      for (const set of prepared.get(source) ?? []) {
        progress(`${model}, ${set.name}`);
        const task: Int8Task = { folder: set.folder, model, settings: own, seed: SEED, k: K };
        rows.push(...(await rowsOf(task, set)));
      }
    }
  }
  return { versions: packageVersions(["nearedge"]), settings: { quick, seed: SEED, k: K }, rows };
}

async function rowsOf(task: Int8Task, set: Prepared): Promise<Row[]> {
  const measured = await runInChild<PrecisionMeasurement[]>("int8", task, CHILD_LIMIT_MS);
  const exact = measured.find(({ precision }) => precision === "f32");
  const given = Object.entries(task.settings).map(([name, value]) => `${name}=${value}`);
  return measured.map(({ precision, recall, ndcg, overlap, bytes, ms }) => ({
    group: `${task.model}: ${set.name}`,
    variant: precision,
    model: task.model,
    size: set.itemCount,
    recall,
    ndcg,
    overlap,
    bytes,
    ms,
    rawMs: [ms],
    error: recall - (exact?.recall ?? Number.NaN),
    note: given.length === 0 ? "defaults" : given.join(" "),
  }));
}

function decimals(value: unknown): string {
  return typeof value === "number" ? value.toFixed(4) : "–";
}
