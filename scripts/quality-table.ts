/**
 * Measures the models and writes the quality table of the README, between its two markers.
 *
 *   node scripts/quality-table.ts [--print]      NEAREDGE_DATA = folder with ml-latest-small (default ../shared/data)
 *
 * --print leaves the README alone. Each line is what `nearedge evaluate` prints for that data and protocol.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATA = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const README = `${ROOT}README.md`;
const [START, END] = ["<!-- quality:start -->", "<!-- quality:end -->"];
const RANKINGS = ["ndcg@10", "recall@10", "hit-rate@10", "coverage@10"];
const RATINGS = ["rmse", "mae"];

interface Report {
  readonly results: readonly { readonly model: string; readonly metrics: Readonly<Record<string, number>> }[];
}

const movielens = `${DATA}/ml-latest-small`;
const movielensFiles = [`${movielens}/ratings.csv`, "--items", `${movielens}/movies.csv`];
const RUNS = [
  {
    title: "ml-latest-small, `random:0.2`",
    files: movielensFiles,
    protocol: "random:0.2",
    models: "implicit-als,slim,implicit-als+head,item-knn",
    metrics: RANKINGS,
  },
  {
    title: "ml-latest-small, `leave-last-out`",
    files: movielensFiles,
    protocol: "leave-last-out",
    models: "implicit-als,slim,implicit-als+head,item-knn",
    metrics: RANKINGS,
  },
  {
    title: "ml-latest-small, `random:0.2`, predicted ratings",
    files: movielensFiles,
    protocol: "random:0.2",
    models: "svdpp,biased-mf,item-knn,user-item-baseline",
    metrics: RATINGS,
  },
  {
    title: "built-in catalogue (simulated audience), `random:0.2`",
    files: ["builtin:catalogue"],
    protocol: "random:0.2",
    models: "implicit-als,implicit-als+head,item-knn",
    metrics: RANKINGS,
  },
];

function evaluate({ files, protocol, models }: (typeof RUNS)[number]): Report {
  const args = ["bin/nearedge.js", "evaluate", ...files, "--models", models, "--protocol", protocol, "--json"];
  const run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error(`evaluate failed with status ${run.status}`);
  return JSON.parse(run.stdout) as Report;
}

function table(metrics: readonly string[], { results }: Report): string[] {
  // In rankings random is nearly 0, and popularity the baseline that is hard to beat.
  const shown = results.filter(({ model }) => model !== "random" || !metrics.includes("ndcg@10"));
  const rows = shown.filter(({ metrics: of }) => metrics.some((name) => of[name] !== undefined));
  const base = rows.find(({ model }) => model === "popularity")?.metrics["ndcg@10"];
  const ratio = metrics.includes("ndcg@10") && base !== undefined;
  const head = `| model | ${metrics.join(" | ")} |${ratio ? " nDCG × popularity |" : ""}`;
  const rule = `|---|${metrics.map(() => "---:|").join("")}${ratio ? "---:|" : ""}`;
  const lines = rows.map(({ model, metrics: of }) => {
    const values = metrics.map((name) => of[name]?.toFixed(4) ?? "–");
    const times = ratio ? ` ${((of["ndcg@10"] ?? Number.NaN) / base).toFixed(2)} |` : "";
    return `| ${model} | ${values.join(" | ")} |${times}`;
  });
  return [head, rule, ...lines];
}

if (!existsSync(movielens)) throw new Error(`${movielens} is not there; set NEAREDGE_DATA to the folder that holds it`);
const sections = RUNS.map((run) => [`**${run.title}**`, "", ...table(run.metrics, evaluate(run)), ""]);
const text = [START, ...sections.flat(), END].join("\n");
if (process.argv.includes("--print")) {
  process.stdout.write(`${text}\n`);
} else {
  const readme = readFileSync(README, "utf8");
  const [from, to] = [readme.indexOf(START), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected the markers ${START} and ${END}`);
  writeFileSync(README, readme.slice(0, from) + text + readme.slice(to + END.length));
}
