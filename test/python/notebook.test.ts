import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EXAMPLES, missingModules, python, titled } from "./python.ts";

const NOTEBOOK = join(EXAMPLES, "quality.ipynb");
const reason = missingModules(["numpy", "safetensors.numpy", "matplotlib", "nbclient", "ipykernel"]);

const notebookSchema = z.object({
  cells: z.array(
    z.object({
      cell_type: z.enum(["code", "markdown"]),
      source: z.array(z.string()),
      outputs: z.array(z.unknown()).optional(),
      execution_count: z.null().optional(),
    }),
  ),
  metadata: z.object({ kernelspec: z.object({ name: z.literal("python3") }) }),
});

/** Runs the cells without a screen, as `jupyter execute` does, and prints what they wrote and how many pictures they made. */
const PROGRAM = `
import json, sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": sys.argv[2]}}).execute()
outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
text = "".join(output.text for output in outputs if output.output_type == "stream")
pictures = sum("image/png" in output.get("data", {}) for output in outputs)
print(json.dumps({"text": text, "pictures": pictures}))
`;

const ranSchema = z.strictObject({ text: z.string(), pictures: z.int() });

describe("examples/python/quality.ipynb", () => {
  it("is committed without outputs and without places of one machine", () => {
    const text = readFileSync(NOTEBOOK, "utf8");
    for (const { outputs = [] } of notebookSchema.parse(JSON.parse(text)).cells) expect(outputs).toEqual([]);
    expect(text).not.toMatch(/\/(home|Users|work|tmp|root)\/|[A-Z]:\\\\/);
  });

  it.skipIf(reason)(
    titled("runs from top to bottom", reason),
    async () => {
      const { status, stdout, stderr } = await python(PROGRAM, "", [NOTEBOOK, EXAMPLES]);
      expect([status, stderr.split("Traceback")[1]]).toEqual([0, undefined]);
      const { text, pictures } = ranSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
      expect(pictures).toBe(6);
      // Models of the shop are worth more than what sells anyway.
      const times = (model: string) => Number(new RegExp(`^${model} .* ([\\d.]+)$`, "m").exec(text)?.[1]);
      expect([times("popularity"), times("implicit-als") > 2, times("slim") > 2]).toEqual([1, true, true]);
      expect(Number(/^(\S+) of the largest score$/m.exec(text)?.[1])).toBeLessThanOrEqual(1e-5);
    },
    300_000,
  );
});
