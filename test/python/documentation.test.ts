import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../cli/nearedge.ts";
import { missingModules, python, titled } from "./python.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { folder } = temporaryFolder();
const reason = missingModules(["numpy", "safetensors.numpy"]);

/** The code of a page, in its order. */
function codeOf(page: string): string {
  const text = readFileSync(`${ROOT}/docs/${page}`, "utf8");
  return [...text.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code]) => code).join("\n");
}

describe("docs/python.md", () => {
  it.skipIf(reason)(
    titled("runs from top to bottom", reason),
    async () => {
      const code = codeOf("python.md").replaceAll(".nearedge/python", folder);
      const { status, stdout, stderr } = await python(code, "", [], ROOT);
      expect([status, stderr.split("Traceback")[1]]).toEqual([0, undefined]);
      // The list of the step by step, beside that of the command line.
      expect(stdout).toMatch(/^0\.\d{4} {2}0\.\d{4} {2}\S/m);
      expect(stdout).toMatch(/^\d+ rows of lists, \d+ rows of neighbours$/m);
      expect(stdout).toMatch(/^popularity leave-last-out 0\.\d+ 0\.\d+$/m);
    },
    240_000,
  );
});
