import { show } from "../check.ts";

/** What the job says in its log, beside all that Spark says there: spark/als_job.py, `say`. */
export type JobLine =
  | { readonly kind: "spark"; readonly version: string; readonly master: string; readonly python: string }
  | {
      readonly kind: "stage";
      readonly stage: string;
      readonly seconds: number;
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

const LINE = /^nearedge-(spark|stage|error) (\{.*\})\s*$/;

/** The line as the job meant it; undefined where it is not of the job. */
export function readJobLine(line: string): JobLine | undefined {
  const [, kind, json = ""] = LINE.exec(line) ?? [];
  const content = kind === undefined ? undefined : parsed(json);
  if (content === undefined) return undefined;
  const text = (name: string): string => String(content[name] ?? "");
  if (kind === "spark") return { kind, version: text("version"), master: text("master"), python: text("python") };
  if (kind === "error") return { kind, code: text("code"), message: text("message") };
  const { stage: _, seconds, ...rest } = content;
  const counts = Object.entries(rest).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return { kind: "stage", stage: text("stage"), seconds: Number(seconds), counts: Object.fromEntries(counts) };
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A line of progress: `spark: number, 9.4 s (users 943, items 1,680)`. */
export function stageText({ stage, seconds, counts }: Extract<JobLine, { kind: "stage" }>): string {
  const said = Object.entries(counts).map(([name, count]) => `${NAMES[name] ?? name} ${count.toLocaleString("en")}`);
  return `spark: ${show(stage).slice(1, -1)}, ${seconds.toFixed(1)} s${said.length === 0 ? "" : ` (${said.join(", ")})`}`;
}

const NAMES: Readonly<Record<string, string>> = {
  badRows: "bad rows",
  heldOut: "held out",
  judgedUsers: "judged users",
};
