import { isMainThread } from "node:worker_threads";
import { say } from "./progress.ts";

const said = new Set<string>();

/** Says once that an option was given by an earlier name, which is read as its own. Workers of a search leave it to the main thread. */
export function noteEarlierName(given: string, name: string): void {
  if (!isMainThread || said.has(given)) return;
  said.add(given);
  say(`note: the option ${given} is now called ${name}; it is read as that`);
}
