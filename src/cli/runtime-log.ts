import { stripVTControlCharacters } from "node:util";

/** A caller that hung up: wrangler's own proxy calls that an error of the worker, which has not failed. */
const HUNG_UP = /Error inside ProxyWorker .*Network connection lost\.?$/;

/** What wrangler says on standard error, line by line, without callers that hung up and the blank lines after them. */
export function runtimeLog(write: (text: string) => void): (chunk: string) => void {
  let unfinished = "";
  let isDropping = false;
  return (chunk) => {
    const lines = (unfinished + chunk).split("\n");
    unfinished = lines.pop() ?? "";
    for (const line of lines) {
      const text = stripVTControlCharacters(line).trim();
      isDropping = HUNG_UP.test(text) || (isDropping && text === "");
      if (!isDropping) write(`${line}\n`);
    }
  };
}
