import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatedField } from "../../src/serving/repeated-field.ts";

describe("a field that stands twice in a JSON text", () => {
  it.each([
    ['{"a":1,"a":1}', "a"],
    ['{"a":{"b":[0,{"c":1,"c":2}]}}', "a.b[1].c"],
    ['[{"a":1},{"a":1,"b":{"a":2},"a":3}]', "[1].a"],
    [String.raw`{"\u0061":1,"a":2}`, "a"],
    [String.raw`{"a\"b":1,"a\u0022b":2}`, 'a"b'],
    ['{"":1,"":2}', ""],
    ['{"a":"a","b":"a","c":["a","a"],"d":{"a":1}}', undefined],
    [String.raw`{"a":"\\","b":"{\"a\":1,\"a\":2}","c":"]}"}`, undefined],
    ['"a"', undefined],
    ["[1,2,[]]", undefined],
    ["{}", undefined],
  ])("of %s is %j", (text, expected) => {
    JSON.parse(text);
    expect(repeatedField(text)).toBe(expected);
  });

  it("is found in no text that JSON.stringify makes, and in every one to which a field is added again", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.boolean(), (value, name, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0);
        expect(repeatedField(text)).toBeUndefined();
        const key = JSON.stringify(name);
        expect(repeatedField(`{${key}:${text},${key}:${text}}`)).toBe(name);
      }),
      { seed: 7 },
    );
  });

  it("of a body as large as is taken costs no time to speak of", () => {
    const text = JSON.stringify({ exclude: Array.from({ length: 100_000 }, (_, item) => `item-${item}`) });
    expect(repeatedField(text)).toBeUndefined();
    expect(repeatedField(`{"a":"${"x".repeat(1_000_000)}","a":0}`)).toBe("a");
  });
});
