import { describe, expect, it } from "vitest";
import { slim } from "../../src/models/item-weights/slim.ts";
import { overrideOptions, ownName } from "../../src/models/override-options.ts";

describe("options in place of others", () => {
  it("are the same option by an earlier name", () => {
    expect(overrideOptions(slim, { k: 3, l1: 2 }, { neighbours: 4 })).toEqual({ l1: 2, neighbours: 4 });
    expect(overrideOptions(slim, { neighbours: 3 }, { k: 4, epochs: 1 })).toEqual({ k: 4, epochs: 1 });
  });

  it("are left as they are named where nothing takes their place, and where the model does not have them", () => {
    expect(overrideOptions(slim, { k: 3 }, { l1: 1 })).toEqual({ k: 3, l1: 1 });
    expect(overrideOptions(slim, { colour: 1 }, { l1: 1 })).toEqual({ colour: 1, l1: 1 });
    expect([ownName(slim, "k"), ownName(slim, "l1"), ownName(slim, "colour")]).toEqual(["neighbours", "l1", "colour"]);
  });
});
