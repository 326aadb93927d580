import { expect, it, vi } from "vitest";

it("a program that trains without saying where it runs is told to", async () => {
  vi.resetModules();
  const fresh = await import("../src/platform.ts");
  expect(() => fresh.platform()).toThrow(expect.objectContaining({ name: "KernelError", code: "no-platform" }));
  expect(() => fresh.platform()).toThrow("import nearedge-cli or nearedge/browser");
});
