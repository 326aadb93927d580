import { describe, expect, it } from "vitest";
import { idList } from "../../src/cli/arguments.ts";

describe("a list of ids on the command line", () => {
  it.each([
    ["1, 50 ,i,2", ["1", "50", "i", "2"]],
    ['["a, b", "2"]', ["a, b", "2"]],
    ["[1, 50]", ["1", "50"]],
    ['["007", 7]', ["007", "7"]],
    ["7", ["7"]],
  ])("reads %s", (text, ids) => {
    expect(idList(text)).toEqual(ids);
  });

  it("takes no number whose text would not be the same", () => {
    expect(idList("[12345678901234567890]")).toEqual(["[12345678901234567890]"]);
  });
});
