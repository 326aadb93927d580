/** Whether tests may install packages from the registry; `npm test` needs no network without it. */
export const REGISTRY = process.env.NEAREDGE_REGISTRY === "1";

/** Says on standard error that a folder's tests are skipped, and how to run them. */
export function sayWithoutRegistry(folder: string): void {
  if (REGISTRY) return;
  process.stderr.write(`${folder}: skipped, they install packages from the registry; set NEAREDGE_REGISTRY=1\n`);
}
