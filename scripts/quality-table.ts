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
const METRICS = ["ndcg@10", "recall@10", "hit-rate@10", "coverage@10"];
const MODELS = "implicit-als,implicit-als+head";

interface Report {
  readonly results: readonly { readonly model: string; readonly metrics: Readonly<Record<string, number>> }[];
}

const movielens = `${DATA}/ml-latest-small`;
const RUNS = [
  {
    title: "ml-latest-small, `random:0.2`",
    files: [`${movielens}/ratings.csv`, "--items", `${movielens}/movies.csv`],
    protocol: "random:0.2",
  },
  {
    title: "ml-latest-small, `leave-last-out`",
    files: [`${movielens}/ratings.csv`, "--items", `${movielens}/movies.csv`],
    protocol: "leave-last-out",
  },
  {
    title: "built-in catalogue (simulated audience), `random:0.2`",
    files: ["builtin:catalogue"],
    protocol: "random:0.2",
  },
];

function evaluate(files: readonly string[], protocol: string): Report {
  const args = ["bin/nearedge.js", "evaluate", ...files, "--models", MODELS, "--protocol", protocol, "--json"];
  const run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (run.status !== 0) throw new Error(`evaluate failed with status ${run.status}`);
  return JSON.parse(run.stdout) as Report;
}

function table({ results }: Report): string[] {
  const base = results.find(({ model }) => model === "popularity")?.metrics["ndcg@10"] ?? Number.NaN;
  const head = `| model | ${METRICS.join(" | ")} | nDCG × popularity |`;
  const rule = `|---|${METRICS.map(() => "---:|").join("")}---:|`;
  const lines = results.map(({ model, metrics }) => {
    const values = METRICS.map((name) => (metrics[name] ?? Number.NaN).toFixed(4));
    return `| ${model} | ${values.join(" | ")} | ${((metrics["ndcg@10"] ?? Number.NaN) / base).toFixed(2)} |`;
  });
  return [head, rule, ...lines];
}

if (!existsSync(movielens)) throw new Error(`${movielens} is not there; set NEAREDGE_DATA to the folder that holds it`);
const sections = RUNS.map(({ title, files, protocol }) => [
  `**${title}**`,
  "",
  ...table(evaluate(files, protocol)),
  "",
]);
const text = [START, ...sections.flat(), END].join("\n");
if (process.argv.includes("--print")) {
  process.stdout.write(`${text}\n`);
} else {
  const readme = readFileSync(README, "utf8");
  const [from, to] = [readme.indexOf(START), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected the markers ${START} and ${END}`);
  writeFileSync(README, readme.slice(0, from) + text + readme.slice(to + END.length));
}
