/**
 * Measures the network of every preset as it is on MovieLens 100K, beside what costs nothing, and prints a table:
 *
 *   node scripts/preset-table.ts [PRESET ...]      NEAREDGE_DATA = folder with ml-100k (default ../shared/data)
 *
 * Each line has a command of its own, which is shown on standard error: `nearedge evaluate ml-100k/u.data --preset …`.
 */
import { join } from "node:path";
import { modelOf } from "../src/cli/check-options.ts";
import { reportFailure } from "../src/cli/failure.ts";
import { interruptible } from "../src/cli/interrupt.ts";
import { PRESETS, type Preset, presetOf } from "../src/cli/presets.ts";
import { dataFolder } from "./recipes/places.ts";
import { measured } from "./recipes/readings.ts";
import { commandRunner } from "./recipes/run-command.ts";

const folder = join(dataFolder(undefined), "ml-100k");
const names = process.argv.slice(2);

/** Ratings are judged by their errors, those of B by decisions as well; what ranks by its lists. */
function asked({ name, model, set }: Preset): {
  readonly metrics: readonly string[];
  readonly more: readonly string[];
} {
  const definition = modelOf(model);
  if (!definition.predictsWith(definition.readOptions(set)))
    return { metrics: ["ndcg@10"], more: ["--only", "rankings"] };
  if (!name.startsWith("B")) return { metrics: ["rmse"], more: ["--only", "ratings"] };
  return { metrics: ["rmse", "f1", "roc-auc"], more: ["--only", "ratings", "--threshold", "4"] };
}

try {
  await interruptible(async (signal) => {
    const presets = names.length > 0 ? names.map(presetOf) : PRESETS;
    const run = commandRunner(signal);
    process.stdout.write("| preset | model | figure | beside it |\n|---|---|---:|---:|\n");
    for (const preset of presets) {
      const { name, model } = preset;
      const { metrics, more } = asked(preset);
      const data = [join(folder, "u.data"), "--items", join(folder, "u.item"), "--protocol", "random:0.2"];
      const command = ["evaluate", ...data, "--preset", name, ...more];
      const answer = await run(command);
      const figures = metrics.map((metric) => measured(command, model, metric).read(answer));
      const ours = figures.map(({ metric, figure }) => `${metric} ${figure.toFixed(4)}`);
      const others = figures.flatMap(({ beside }) => (beside ? [`${beside.model} ${beside.figure.toFixed(4)}`] : []));
      process.stdout.write(`| ${name} | \`${model}\` | ${ours.join("<br>")} | ${others.join("<br>")} |\n`);
    }
  });
} catch (error) {
  process.exitCode = reportFailure(error);
}
