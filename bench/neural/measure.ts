import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../../src/random.ts";
import type { Role } from "../role.ts";
import { orderOfRound } from "../statistics.ts";
import {
  FORMS,
  type Form,
  largestError,
  nearedgeProduct,
  type Operands,
  type Product,
  type Shape,
  tfjsProduct,
} from "./products.ts";

/** What a child process is to measure: one shape, by everybody, in the same minutes. */
export interface NeuralTask extends Shape {
  readonly seed: number;
  readonly rounds: number;
  /** Processor milliseconds of one variant in one round. */
  readonly budgetMs: number;
  /** Where the operands are left as files a.f32 and b.f32, and c.f32 may be found. */
  readonly folder: string;
}

export interface ProductMeasurement {
  readonly library: "nearedge" | "tfjs";
  readonly form: Form;
  /** Processor milliseconds of one product, one for each round. */
  readonly rawMs: readonly number[];
  /** See largestError. */
  readonly error: number;
}

/** The role of a child process that multiplies on one thread. */
export const productsRole: Role = { run: (task) => measure(task as NeuralTask), end: async () => undefined };
/** The role of a child process that says how wrong the product in the folder is. */
export const productErrorRole: Role = { run: (task) => errorOf(task as NeuralTask), end: async () => undefined };

function operandsOf({ rows, depth, columns, seed }: NeuralTask): Operands {
  const random = createRandom(seed);
  const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.nextGaussian());
  return { rows, depth, columns, a: drawn(rows * depth), b: drawn(depth * columns) };
}

async function measure(task: NeuralTask): Promise<ProductMeasurement[]> {
  const operands = operandsOf(task);
  await Promise.all(["a", "b"].map((name) => writeFile(join(task.folder, `${name}.f32`), operands[name as "a" | "b"])));
  const variants: { library: ProductMeasurement["library"]; form: Form; product: Product; rawMs: number[] }[] = [];
  for (const form of FORMS) {
    variants.push({ library: "nearedge", form, product: await nearedgeProduct(operands, form), rawMs: [] });
    variants.push({ library: "tfjs", form, product: await tfjsProduct(operands, form), rawMs: [] });
  }
  for (const { product } of variants) processorMs(product, task.budgetMs);
  for (let round = 0; round < task.rounds; round++) {
    for (const { product, rawMs } of orderOfRound(variants, round)) rawMs.push(processorMs(product, task.budgetMs));
  }
  return variants.map(({ library, form, product, rawMs }) => {
    product.multiply();
    return { library, form, rawMs, error: largestError(operands, product.read()) };
  });
}

async function errorOf(task: NeuralTask): Promise<number> {
  const bytes = await readFile(join(task.folder, "c.f32"));
  return largestError(operandsOf(task), new Float32Array(Uint8Array.from(bytes).buffer));
}

/** Processor time of one product, all threads of this process: what else the machine does counts little. */
function processorMs({ multiply }: Product, budgetMs: number): number {
  const begin = process.cpuUsage();
  let used = 0;
  let runs = 0;
  do {
    multiply();
    runs++;
    const { user, system } = process.cpuUsage(begin);
    used = (user + system) / 1000;
  } while (used < budgetMs);
  return used / runs;
}
