import { runInChild } from "../children.ts";
import { CHILD_LIMIT_MS } from "./compare.ts";
import { checkSource, type Prepared, type PrepareTask, type SourceName } from "./prepare.ts";

/** Prepares each source once, in a process of its own, after all of them were found. */
export async function prepareSources(
  names: readonly SourceName[],
  shared: Omit<PrepareTask, "source">,
  progress: (text: string) => void,
): Promise<Map<SourceName, Prepared[]>> {
  const prepared = new Map<SourceName, Prepared[]>();
  for (const source of names) checkSource({ ...shared, source });
  for (const source of names) {
    progress(shared.quick ? `making data up for ${source}` : `reading ${source}`);
    prepared.set(source, await runInChild<Prepared[]>("train-prepare", { ...shared, source }, CHILD_LIMIT_MS));
  }
  return prepared;
}
