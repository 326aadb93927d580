import { describe, expect, it } from "vitest";
import { modelsOnDemand, NAMES_ON_DEMAND } from "../../src/models/on-demand.ts";
import { SERVED, servedModel } from "../../src/models/served.ts";

describe("models on demand", () => {
  it.each(NAMES_ON_DEMAND)("has %s as all others know it", async (name) => {
    const find = await modelsOnDemand([name]);
    expect(find(name)).toBe(servedModel(name));
    expect(find(name)?.name).toBe(name);
  });

  it("are all but mixes of other models, which bring all", async () => {
    expect(SERVED.map(({ name }) => name).filter((name) => !NAMES_ON_DEMAND.includes(name))).toEqual(["hybrid"]);
    const find = await modelsOnDemand(["hybrid"]);
    for (const model of SERVED) expect(find(model.name)).toBe(model);
  });

  it("find what was asked for and nothing else", async () => {
    const find = await modelsOnDemand(["slim", "implicit-als"]);
    expect([find("slim"), find("implicit-als"), find("ease")]).toEqual([
      servedModel("slim"),
      servedModel("implicit-als"),
      undefined,
    ]);
  });

  it.each(["no-such-model", "constructor", "toString"])("know no model %s", async (name) => {
    expect((await modelsOnDemand([name]))(name)).toBeUndefined();
  });
});
