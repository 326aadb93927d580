import { readdirSync, readFileSync } from "node:fs";

/** Command lines of all processes of this machine that have this text. */
export function processesThatShow(text: string): string[] {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids.map(commandLine).filter((line) => line.includes(text));
}

/** As `ps` shows it; empty for a process that has ended. */
function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
