import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packStrings, unpackStrings } from "../../src/artefact/strings.ts";

describe("packed strings", () => {
  it("are their UTF-8 bytes one after the other, with the place of each", () => {
    const { bytes, offsets } = packStrings("ids", ["ab", "", "é", "🎬"]);
    expect([...bytes]).toEqual([0x61, 0x62, 0xc3, 0xa9, 0xf0, 0x9f, 0x8e, 0xac]);
    expect([...offsets]).toEqual([0, 2, 2, 4, 8]);
  });

  it("come back as they were, in any script", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (strings) => {
        expect(unpackStrings("ids", packStrings("ids", strings))).toEqual(strings);
      }),
    );
  });

  it("keep byte order marks and zeros", () => {
    const strings = ["\ufeff", "\ufeffid", "a\u0000b"];
    expect(unpackStrings("ids", packStrings("ids", strings))).toEqual(strings);
  });

  it("name the entry that is not UTF-8", () => {
    const packed = { bytes: Uint8Array.of(0x61, 0x80), offsets: Uint32Array.of(0, 1, 2) };
    expect(() => unpackStrings("items.ids", packed)).toThrow("items.ids: entry 1 is not valid UTF-8");
  });
});
