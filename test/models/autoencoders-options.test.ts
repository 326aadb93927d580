import { describe, expect, it } from "vitest";
import { trainAutorec } from "../../src/models/networks/train-autorec.ts";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { trainMultiVae } from "../../src/models/networks/train-multi-vae.ts";
import { madeOf, nodeOf } from "./made-network.ts";

const GIVEN = { dropout: 0.25, l2: 0.5, batchSize: 8 };

describe("options of autoencoders", () => {
  it("reach multi-dae: dropout of the history, penalties on both maps", async () => {
    const made = await madeOf(trainMultiDae, { ...GIVEN, factors: 4 });
    expect(nodeOf(made, "layer1")?.options).toMatchObject({ width: 4, dropout: 0.25, l2: 0.5 });
    expect(nodeOf(made, "logits")?.options).toMatchObject({ items: 30, l2: 0.5 });
  });

  it("reach multi-vae: the weight of the prior and the steps until it is whole", async () => {
    const made = await madeOf(trainMultiVae, { ...GIVEN, hidden: 6, latent: 3, beta: 0.4, annealSteps: 70 });
    expect(nodeOf(made, "sample")).toMatchObject({ inputs: ["moments"], options: { beta: 0.4, annealSteps: 70 } });
    expect(nodeOf(made, "moments")?.options).toMatchObject({ units: 6, l2: 0.5 });
  });

  it.each([
    ["items", 30],
    ["users", 40],
  ])("reach autorec with rows=%s", async (rows, others) => {
    const made = await madeOf(trainAutorec, { ...GIVEN, rows, units: 5 });
    expect(nodeOf(made, "bag")?.options).toMatchObject({ width: 5, dropout: 0.25, l2: 0.5 });
    expect(nodeOf(made, "output")?.options).toEqual({ units: 70 - others, l2: 0.5 });
  });
});
