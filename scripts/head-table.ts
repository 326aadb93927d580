/**
 * Measures what a re-ranking head adds, and writes the table of docs/head.md, between its two markers.
 *
 *   node scripts/head-table.ts [--print] [ROW …]      NEAREDGE_DATA = folder with the data sets (default ../shared/data)
 *
 * A row is a data set and a protocol, such as `ml-100k leave-last-out`; without any, all of them. --print leaves the page alone.
 * Three seeds decide folds, ties, trainings and draws; temporal has one fold, and one seed. Intervals are paired bootstraps over
 * users, whose figures are means over the seeds (evaluation/bootstrap.ts).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openDataset } from "../src/data/open-dataset.ts";
import { parseProtocol } from "../src/data/splits.ts";
import { pairedBootstrap, type UserStatistic } from "../src/evaluation/bootstrap.ts";
import { evaluateFolds } from "../src/evaluation/evaluate-folds.ts";
import { modelCandidate } from "../src/rerankers/model-candidate.ts";
import "../src/platform.node.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DATA = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
const PAGE = `${ROOT}docs/head.md`;
const [START, END] = ["<!-- gains:start -->", "<!-- gains:end -->"];
const SEEDS = [1, 2, 3];
const METRIC = "ndcg@10";

const small = { path: `${DATA}/ml-latest-small/ratings.csv`, itemsPath: `${DATA}/ml-latest-small/movies.csv` };
const hundred = {
  path: `${DATA}/ml-100k/u.data`,
  itemsPath: `${DATA}/ml-100k/u.item`,
  format: "movielens-100k",
} as const;
const catalogue = { path: "builtin:catalogue" };

interface Row {
  readonly data: string;
  readonly source: { readonly path: string; readonly itemsPath?: string; readonly format?: "movielens-100k" };
  readonly protocol: string;
  readonly seeds: readonly number[];
  readonly itemTimes?: boolean;
}

const ROWS: readonly Row[] = [
  { data: "ml-latest-small", source: small, protocol: "random:0.2", seeds: SEEDS },
  { data: "ml-100k", source: hundred, protocol: "random:0.2", seeds: SEEDS },
  { data: "ml-latest-small", source: small, protocol: "leave-last-out", seeds: SEEDS },
  { data: "ml-100k", source: hundred, protocol: "leave-last-out", seeds: SEEDS },
  { data: "ml-latest-small", source: small, protocol: "temporal:0.2", seeds: [1] },
  { data: "ml-latest-small", source: small, protocol: "temporal:0.2", seeds: [1], itemTimes: true },
  { data: "ml-100k", source: hundred, protocol: "temporal:0.2", seeds: [1] },
  { data: "ml-100k", source: hundred, protocol: "temporal:0.2", seeds: [1], itemTimes: true },
  { data: "builtin:catalogue", source: catalogue, protocol: "random:0.2", seeds: SEEDS },
];

const MODELS = ["implicit-als", "slim", "implicit-als+head", "popularity"] as const;

/** Sums of each user's figure over the seeds, and how often they were measured. */
type Figures = ReadonlyMap<string, UserStatistic>;

async function measure({ source, protocol, seeds, itemTimes }: Row): Promise<Figures> {
  const { path, ...options } = source;
  const dataset = await openDataset(path, options);
  const users = dataset.interactions.userIds.size;
  const figures = new Map<string, UserStatistic>(
    MODELS.map((name) => [
      name,
      { sums: new Float64Array(users), weights: new Float64Array(users), transform: "mean" as const },
    ]),
  );
  for (const seed of seeds) {
    const folds = parseProtocol(protocol).makeFolds(dataset.interactions, seed);
    const context = { seed, threads: 1 };
    const candidates = MODELS.slice(0, 3).map((name) => modelCandidate(name, {}, dataset, context, { itemTimes }));
    for (const { model, folds: results } of await evaluateFolds(candidates, folds, [10], { seed })) {
      const figure = figures.get(model);
      const [result] = results;
      if (!figure || !result) continue;
      const values = result.perUser.values[METRIC] ?? new Float64Array(0);
      for (const [place, user] of result.perUser.users.entries()) {
        figure.sums[user]! += values[place]!;
        figure.weights[user]! += 1;
      }
    }
    process.stderr.write(`${path} ${protocol}, seed ${seed}\n`);
  }
  return figures;
}

function mean({ sums, weights }: UserStatistic): number {
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return total(sums) / total(weights);
}

function line(row: Row, figures: Figures): string {
  const of = (name: (typeof MODELS)[number]): UserStatistic => {
    const figure = figures.get(name);
    if (!figure) throw new Error(`${name} was not measured`);
    return figure;
  };
  const head = of("implicit-als+head");
  const gain = (other: UserStatistic): string => {
    const { difference, low, high } = pairedBootstrap(head, other);
    const text = (value: number): string => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(4);
    return `${text(difference)} [${text(low)}, ${text(high)}]`;
  };
  const [als, slim] = [of("implicit-als"), of("slim")];
  const percent = 100 * (mean(head) / mean(als) - 1);
  const best = mean(slim) > mean(als) ? slim : als;
  const cells = [
    `${row.data}, \`${row.protocol}\`${row.itemTimes ? ", `--item-times`" : ""}`,
    ...MODELS.map((name) => mean(of(name)).toFixed(4)),
    `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`,
    gain(als),
    gain(best),
  ];
  return `| ${cells.join(" | ")} |`;
}

const asked = process.argv.slice(2).filter((argument) => argument !== "--print");
const rows = ROWS.filter(({ data, protocol }) => asked.length === 0 || asked.includes(`${data} ${protocol}`));
const lines: string[] = [];
for (const row of rows) {
  const text = line(row, await measure(row));
  process.stderr.write(`${text}\n`);
  lines.push(text);
}
const table = [
  "| data, protocol | implicit-als | slim | implicit-als+head | popularity | over implicit-als | difference [95 %] | over the better retriever [95 %] |",
  "|---|---:|---:|---:|---:|---:|---:|---:|",
  ...lines,
].join("\n");
if (process.argv.includes("--print") || asked.length > 0) process.stdout.write(`${table}\n`);
else {
  const page = readFileSync(PAGE, "utf8");
  const [before = "", rest = ""] = page.split(START);
  const [, after = ""] = rest.split(END);
  writeFileSync(PAGE, `${before}${START}\n${table}\n${END}${after}`);
}
