import type { Csr } from "../../src/data/csr.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import {
  createImplicitAlsModel,
  type ImplicitAlsOptions,
  implicitAlsOptions,
} from "../../src/models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-als-factors.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import type { RankingModel } from "../../src/models/model.ts";
import type { Fitted } from "./contract.ts";

const SMALL = { factors: 10, epochs: 12, unobservedWeight: 0.1, regularization: 0.02 };

export async function fitImplicitAls(
  interactions: Csr,
  given: Partial<ImplicitAlsOptions>,
  seed: number,
): Promise<Fitted> {
  const options = implicitAlsOptions({ ...SMALL, ...given });
  const trained = await trainImplicitAls(await threadedKernelModule(), interactions, options, { seed, threads: 1 });
  const factors = { precision: "f32", values: trained.itemFactors } as const;
  const popularity = countInteractions(interactions);
  const parts = { itemFactors: factors, gram: trained.gram, popularity };
  return {
    model: createImplicitAlsModel(await kernelModule(), options, parts),
    stored: { factors, gram: trained.gram, count: options.factors },
  };
}

/** Every item has the same factors, so every user scores all items alike. */
export async function implicitAlsWithEqualItems(itemCount: number): Promise<RankingModel> {
  const options = implicitAlsOptions({ factors: 3, unobservedWeight: 0.1 });
  const row = [0.5, -0.25, 1];
  const gram = Float32Array.from(row.flatMap((a) => row.map((b) => 0.1 * itemCount * a * b)));
  const values = Float32Array.from({ length: itemCount * row.length }, (_, at) => row[at % row.length]!);
  const parts = {
    itemFactors: { precision: "f32", values },
    gram,
    popularity: new Float32Array(itemCount).fill(2),
  } as const;
  return createImplicitAlsModel(await kernelModule(), options, parts);
}

/** The same model with rows of one byte a factor and a scale a row. */
export async function quantise({ model, stored }: Fitted): Promise<Fitted> {
  if (stored === undefined || stored.factors.precision !== "f32") throw new Error("expected f32 factors");
  const { gram, count } = stored;
  const values = new Int8Array(stored.factors.values.length);
  const scales = new Float32Array(model.itemCount);
  for (let item = 0; item < model.itemCount; item++) {
    const row = stored.factors.values.subarray(item * count, (item + 1) * count);
    const scale = Math.fround(Math.max(...row.map(Math.abs)) / 127);
    scales[item] = scale;
    for (const [factor, value] of row.entries())
      values[item * count + factor] = scale > 0 ? Math.round(value / scale) : 0;
  }
  const factors = { precision: "int8", values, scales } as const;
  const { popularity } = model as ReturnType<typeof createImplicitAlsModel>;
  const parts = { itemFactors: factors, gram, popularity };
  return {
    model: createImplicitAlsModel(await kernelModule(), implicitAlsOptions(model.options), parts),
    stored: { factors, gram, count },
  };
}
