/**
 * Measures how many ratings a second one core visits when biased-mf is trained:
 *
 *   node scripts/sgd-speed.ts USERS ITEMS RATINGS FACTORS
 *
 * Ratings are invented, with few users and items having most. Processor time of this process, so that other work on the
 * machine counts less; the time of one epoch is taken from that of more, which leaves loading out. Prints three runs.
 */
import "../src/platform.node.ts";
import { csrFromCoordinates } from "../src/data/csr.ts";
import { threadedKernelModule } from "../src/kernels/module.node.ts";
import { biasedMf } from "../src/models/gradient-descent/biased-mf.ts";
import { trainSgdInline } from "../src/models/gradient-descent/train-sgd.ts";
import { createRandom } from "../src/random.ts";

const [userCount = 943, itemCount = 1682, count = 100_000, factors = 50] = process.argv.slice(2).map(Number);
/** Epochs that are timed: about as long for small tables as for large ones. */
const EPOCHS = count > 1e6 ? 3 : 15;
const RUNS = 3;

const random = createRandom(1);
const users = new Uint32Array(count);
const items = new Uint32Array(count);
const values = new Float32Array(count);
for (let at = 0; at < count; at++) {
  users[at] = Math.floor(userCount * random.nextFloat() ** 1.6);
  items[at] = Math.floor(itemCount * random.nextFloat() ** 2.2);
  values[at] = 1 + random.nextInteger(5);
}
const ratings = csrFromCoordinates(userCount, itemCount, users, items, values);
const module = await threadedKernelModule();

/** Microseconds of processor time that training takes. */
function trainFor(epochs: number): number {
  const options = biasedMf.readOptions({
    factors,
    epochs,
    learningRate: 0.005,
    learningRateSchedule: "constant",
    regularization: 0.02,
    frequencyRegularization: false,
  });
  const started = process.cpuUsage();
  trainSgdInline(module, ratings, options, { seed: 1, threads: 1 });
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

trainFor(1);
const rates = Array.from({ length: RUNS }, () => {
  const once = trainFor(1);
  return (EPOCHS * count) / (trainFor(1 + EPOCHS) - once);
});
process.stdout.write(`million updates a second: ${rates.map((rate) => rate.toFixed(1)).join(", ")}\n`);
