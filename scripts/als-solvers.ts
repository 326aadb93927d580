/**
 * Measures the solvers of implicit ALS against each other: processor seconds of an epoch and the objective reached.
 *
 *   node scripts/als-solvers.ts TRAIN FORMAT [FACTORS,FACTORS…] [EPOCHS]
 *
 *   node scripts/als-solvers.ts gowalla-lightgcn/train.txt lightgcn 64,128 4
 *
 * One thread, processor time of this process, so that other work on the machine counts less: the median of all epochs but
 * the first, objective included. All start from the same seed.
 */
import "../src/platform.node.ts";
import { checkOneOf } from "../src/check.ts";
import { toCsr } from "../src/data/interactions.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { FORMAT_NAMES } from "../src/data/readers/format-names.ts";
import { threadedKernelModule } from "../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../src/models/implicit-als/train-als-factors.ts";

const [path = "", format = "auto", factorList = "64", epochText = "4"] = process.argv.slice(2);
const SOLVERS = [
  { solver: "cholesky" },
  { solver: "cg", cgSteps: 3 },
  { solver: "block", blockSize: 64 },
  { solver: "block", blockSize: 32 },
  { solver: "block", blockSize: 16 },
] as const;

const dataset = await openDataset(path, { format: checkOneOf("FORMAT", format, FORMAT_NAMES) });
const interactions = toCsr(dataset.interactions);
const module = await threadedKernelModule();

/** Processor seconds since the process began. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

process.stdout.write("| factors | solver | CPU s an epoch | objective by epoch |\n|---:|---|---:|---|\n");
for (const factors of factorList.split(",").map(Number)) {
  for (const solver of SOLVERS) {
    const options = implicitAlsOptions({ ...solver, factors, epochs: Number(epochText) }, interactions);
    const moments = [cpuSeconds()];
    const objectives: string[] = [];
    await trainAlsFactors(module, interactions, options, {
      seed: 1,
      threads: 1,
      onEpoch: ({ objective }) => {
        moments.push(cpuSeconds());
        objectives.push(objective.toFixed(0));
      },
    });
    const epochs = moments.slice(2).map((end, at) => end - moments[at + 1]!);
    const middle = epochs.sort((a, b) => a - b)[epochs.length >> 1]!;
    const name = Object.values(solver).join(" ");
    process.stdout.write(`| ${factors} | ${name} | ${middle.toFixed(2)} | ${objectives.join(", ")} |\n`);
  }
}
