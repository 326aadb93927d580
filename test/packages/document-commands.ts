import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A step of a page: a command that ends, or one that serves until the commands after it (`asked`) have asked it. */
export interface Step {
  readonly kind: "run" | "serve";
  readonly command: string;
  readonly asked: readonly string[];
}

/** Commands that serve until they are stopped. */
const SERVES = /\b(?:nearedge serve|wrangler dev)\b/;

/** The commands of all `sh` blocks of a section of a page, in order; the lines of `curl` after a server ask that one. */
export function stepsOf(page: string, section: string): readonly Step[] {
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), "utf8");
  const [, after] = text.split(`\n## ${section}\n`);
  const body = after?.split("\n## ")[0] ?? "";
  const lines = [...body.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));
  if (lines.length === 0) throw new Error(`${page}: expected commands below "## ${section}"`);
  const steps: { kind: "run" | "serve"; command: string; asked: string[] }[] = [];
  for (const command of lines) {
    const last = steps.at(-1);
    if (last?.kind === "serve" && command.startsWith("curl ")) last.asked.push(command);
    else steps.push({ kind: SERVES.test(command) ? "serve" : "run", command, asked: [] });
  }
  return steps;
}
