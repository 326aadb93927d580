import { readFile } from "node:fs/promises";

/** Reads and compiles a module from the file at an address. */
export async function fileModule(address: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(address));
}
