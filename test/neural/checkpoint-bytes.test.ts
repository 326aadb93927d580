import { describe, expect, it } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/neural/checkpoint-bytes.ts";

const checkpoint = {
  identity: '{"epochs":3}',
  progress: '{"epoch":2}',
  state: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  kept: Uint8Array.of(9, 8, 7, 6),
  keptStep: 12,
};

describe("a checkpoint as bytes", () => {
  it("comes back as it was", () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it("comes back from a Buffer, wherever it lies in memory", () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let at = 0; at < 4; at++) {
      const padded = Buffer.concat([Buffer.alloc(at), bytes]);
      expect(decodeCheckpoint(padded.subarray(at))).toEqual(checkpoint);
    }
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ["of another kind", (bytes) => bytes.fill(0, 0, 8), /begins with NEARCKP1/],
    ["cut short", (bytes) => bytes.slice(0, -4), /expected \d+ bytes, got/],
    ["with no header", (bytes) => bytes.fill(0, 12, 20), /header in JSON/],
    ["with other weights", (bytes) => bytes.fill(0, bytes.length - 2), /damaged/],
    ["of nothing", () => new Uint8Array(), /begins with/],
  ])("is refused %s", (_, damage, message) => {
    expect(() => decodeCheckpoint(damage(encodeCheckpoint(checkpoint)))).toThrow(message);
  });
});
