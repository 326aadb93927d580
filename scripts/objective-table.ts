/**
 * Measures the two objectives of implicit ALS on validation parts of data sets, for docs/models/implicit-als.md:
 *
 *   node scripts/objective-table.ts [NAME …]      NEAREDGE_DATA = folder with the data sets (default ../shared/data)
 *
 * Both try as many settings, and the best of each stands in the table: weights of unobserved pairs 1/c for ials, and the confidence c
 * for hkv, each with four penalties. Those of hkv are divided by 1 + c, as its equations are c times those of ials: the second
 * line of the mapping. A fifth of each user's rows is held out (`nearedge tune`), and no test part is looked at. The figures are so
 * those of the best of several settings, too high by luck for both. Commands go to standard error.
 */
import { join } from "node:path";
import { z } from "zod";
import { reportFailure } from "../src/cli/failure.ts";
import { interruptible } from "../src/cli/interrupt.ts";
import { OptionsError } from "../src/errors.ts";
import { dataFolder } from "./recipes/places.ts";
import { commandRunner } from "./recipes/run-command.ts";

/** Options of `tune` that every run of a data set has, and the confidences that are tried on it. */
interface Table {
  readonly name: string;
  readonly path: readonly string[];
  readonly metric: string;
  readonly confidences: readonly number[];
  readonly further: readonly string[];
}

const folder = dataFolder(undefined);
const TABLES: readonly Table[] = [
  {
    name: "ml-100k",
    path: [join(folder, "ml-100k/u.data")],
    metric: "ndcg@10",
    confidences: [0.5, 1, 2, 4],
    further: [],
  },
  {
    name: "ml-latest-small",
    path: [join(folder, "ml-latest-small/ratings.csv")],
    metric: "ndcg@10",
    confidences: [1, 2.5, 5, 10],
    further: [],
  },
  {
    name: "builtin:catalogue",
    path: ["builtin:catalogue"],
    metric: "ndcg@10",
    confidences: [2.5, 5, 10, 20],
    further: ["--set", "factors=16"],
  },
  {
    name: "gowalla-lightgcn",
    path: [join(folder, "gowalla-lightgcn/train.txt"), "--format", "lightgcn"],
    metric: "ndcg@20",
    confidences: [50, 100],
    further: ["--set", "epochs=8"],
  },
];
const PENALTIES = { ials: [0.001, 0.003, 0.01, 0.03], hkv: [0.025, 0.05, 0.1, 0.2] } as const;

const answers = z.looseObject({
  baseline: z.object({ validation: z.record(z.string(), z.number()) }),
  runs: z.array(
    z.object({ options: z.record(z.string(), z.string()), metrics: z.record(z.string(), z.number()).optional() }),
  ),
});

/** What `tune` is told of an objective with one weight of unobserved pairs. */
function settings(objective: keyof typeof PENALTIES, confidence: number): string[] {
  const rounded = (value: number): number => Number(value.toPrecision(4));
  if (objective === "ials") {
    const weight = ["--set", `unobservedWeight=${rounded(1 / confidence)}`];
    return [...weight, "--grid", `regularization=${PENALTIES.ials.join(",")}`];
  }
  const penalties = PENALTIES.hkv.map((penalty) => rounded(penalty * (1 + confidence)));
  return [
    ...["--set", "objective=hkv", "--set", `confidence=${confidence}`],
    ...["--grid", `regularization=${penalties.join(",")}`],
  ];
}

try {
  await interruptible(async (signal) => {
    const names = process.argv.slice(2);
    const unknown = names.find((name) => !TABLES.some((table) => table.name === name));
    if (unknown !== undefined) {
      const known = TABLES.map(({ name }) => name).join(", ");
      throw new OptionsError("unknown-data", `NAME: expected one of ${known}, got ${unknown}`);
    }
    const run = commandRunner(signal);
    process.stdout.write(
      "| data | figure | objective | best | settings | the best of them | popularity |\n|---|---|---|---:|---:|---|---:|\n",
    );
    for (const { name, path, metric, confidences, further } of TABLES) {
      if (names.length > 0 && !names.includes(name)) continue;
      for (const objective of ["ials", "hkv"] as const) {
        const found: { readonly set: string; readonly figure: number }[] = [];
        let popularity = Number.NaN;
        for (const confidence of confidences) {
          const own = settings(objective, confidence);
          const command = ["tune", ...path, "--model", "implicit-als", ...further, ...own, "--metric", metric];
          const { baseline, runs } = answers.parse(await run(command));
          popularity = baseline.validation[metric] ?? Number.NaN;
          for (const { options, metrics } of runs) {
            const { unobservedWeight, confidence: c, regularization } = options;
            const weight = objective === "ials" ? `unobservedWeight=${unobservedWeight}` : `confidence=${c}`;
            found.push({
              set: `${weight} regularization=${regularization}`,
              figure: metrics?.[metric] ?? Number.NEGATIVE_INFINITY,
            });
          }
        }
        const best = found.reduce((a, b) => (b.figure > a.figure ? b : a));
        const cells = [name, metric, objective, best.figure.toFixed(4), found.length, best.set, popularity.toFixed(4)];
        process.stdout.write(`| ${cells.join(" | ")} |\n`);
      }
    }
  });
} catch (error) {
  process.exitCode = reportFailure(error);
}
