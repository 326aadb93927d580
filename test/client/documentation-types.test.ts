import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./blocks.ts";

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What wrangler would write of the bindings that the pages use. */
const BINDINGS = `declare module "cloudflare:workers" {
  export const env: {
    readonly ASSETS: { fetch(request: string | Request): Promise<Response> };
    readonly HISTORIES: {
      get<Value>(key: string, type: "json"): Promise<Value | null>;
      put(key: string, value: string): Promise<void>;
      delete(key: string): Promise<void>;
    };
    readonly CORS_ORIGINS: string;
    readonly CURSOR_KEY: string;
    readonly SCENARIOS: unknown;
  };
  export function waitUntil(work: Promise<unknown>): void;
}
`;

/** What the compiler says of these files, with the entries of the package in place of its names. */
function compiled(files: Readonly<Record<string, string>>): string {
  mkdirSync(root(".nearedge"), { recursive: true });
  // Below the repository: other packages are found from here.
  const folder = mkdtempSync(join(root(".nearedge"), "docs-types-"));
  try {
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    const paths = Object.fromEntries(
      ["client", "worker"].map((name) => [`nearedge/${name}`, [root(`src/${name}.ts`)]]),
    );
    const include = ["*.ts", root("src/**/*.d.ts")];
    const config = {
      extends: root("tsconfig.json"),
      compilerOptions: { paths, noUnusedLocals: false },
      include,
      exclude: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = root("node_modules/typescript/bin/tsc");
    return spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ofPage = (page: string) =>
  blocksOf(page, "ts").map((code, place) => [`${page.replace(".md", "")}-${place}.ts`, code]);

describe("the types", () => {
  it("fit the code of docs/client.md and docs/worker.md", () => {
    const files = Object.fromEntries([...ofPage("client.md"), ...ofPage("worker.md")]);
    expect(compiled({ ...files, "bindings.d.ts": BINDINGS })).toBe("");
  });
});
