import { createRequire } from "node:module";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PACKAGE, requireTfjs } from "../../../src/neural/tfjs/network-path.node.ts";

const manifest = createRequire(import.meta.url)("../../../package.json");

afterEach(() => {
  vi.doUnmock("node:module");
  vi.resetModules();
});

describe("TensorFlow.js", () => {
  it("is a peer that may be missing, of the version that the message names", () => {
    expect(manifest.dependencies).not.toHaveProperty("@tensorflow/tfjs");
    expect(manifest.peerDependenciesMeta["@tensorflow/tfjs"]).toEqual({ optional: true });
    expect(PACKAGE).toBe(`@tensorflow/tfjs@${manifest.peerDependencies["@tensorflow/tfjs"]}`);
    expect(manifest.dependencies["@tensorflow/tfjs-backend-wasm"]).toBe(manifest.peerDependencies["@tensorflow/tfjs"]);
    expect(requireTfjs).not.toThrow();
  });

  it("is asked for with the command that installs it", async () => {
    vi.resetModules();
    vi.doMock("node:module", () => ({
      createRequire: () => ({
        resolve: (name: string) => {
          throw new Error(`Cannot find module '${name}'`);
        },
      }),
    }));
    const path = await import("../../../src/neural/tfjs/network-path.node.ts");
    expect(path.requireTfjs).toThrow(
      /^networks of one's own .* need @tensorflow\/tfjs@4\.22\.0 .*: npm install @tensorflow\/tfjs@4\.22\.0$/,
    );
  });
});
