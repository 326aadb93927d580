import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The client as one module, made small: what a page loads of it. */
export async function clientBundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: true,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL("../../src/client.ts", import.meta.url)),
        preserveEntrySignatures: "strict",
      },
    },
  });
  const [chunk, ...more] = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
  if (chunk?.type !== "chunk" || more.length > 0) throw new Error("the client: expected one file");
  return chunk.code;
}
