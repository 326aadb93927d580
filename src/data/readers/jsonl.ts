import { DataError } from "../../errors.ts";
import { checkText, type SourceFile } from "../node-files.ts";
import { planColumns } from "./columns.ts";
import { faultSql } from "./faults.ts";
import type { InteractionsFormat } from "./format.ts";
import { stageLines } from "./lines.ts";
import { quoteText } from "./session.ts";
import { sampleRecords } from "./text-records.ts";

const SAMPLE_LINES = 200;

/** One JSON object a line (also called ndjson). */
export const jsonl: InteractionsFormat = {
  name: "jsonl",
  takesColumns: true,
  recognises: (file) => /\.(jsonl|ndjson)$/i.test(file.name) || file.text.trimStart().startsWith("{"),
  stage: async (session, file, part, options) => {
    checkText(file);
    const names = sampleKeys(file);
    const plan = planColumns(file.name, names, options.columns);
    const at = (position: number | undefined): string => {
      if (position === undefined) return "NULL::VARCHAR";
      return `CASE WHEN proper THEN json_extract_string(text, ${quoteText(pointer(names[position] ?? ""))}) END`;
    };
    const rowsFromLines = `
      SELECT line, ${at(plan.user)} AS user_text, ${at(plan.item)} AS item_text, ${at(plan.rating)} AS rating_text,
        ${at(plan.timestamp)} AS time_text,
        CASE WHEN NOT proper THEN ${faultSql("expected a JSON object in UTF-8", "text")} END AS fault
      FROM (SELECT *, CASE WHEN json_valid(text) AND NOT contains(text, chr(65533)) THEN json_type(text) = 'OBJECT' ELSE false END AS proper FROM lines)`;
    const [hasRating, hasTimestamps] = [plan.rating !== undefined, plan.timestamp !== undefined];
    return stageLines(
      session,
      part,
      { file, feedback: plan.feedback, hasRating, hasTimestamps, rowsFromLines },
      options,
    );
  },
};

/** Every key of the objects at the beginning of the file, in order of first appearance. */
function sampleKeys(file: SourceFile): string[] {
  const keys = new Set<string>();
  for (const { fields } of sampleRecords(file, { delimiter: undefined, quoting: false }).slice(0, SAMPLE_LINES)) {
    for (const key of Object.keys(parseObject(fields[0] ?? "") ?? {})) keys.add(key);
  }
  if (keys.size === 0) {
    throw new DataError("not-jsonl", `${file.name}: expected a JSON object on every line, got none at the beginning`);
  }
  return [...keys];
}

/** The object that a line holds, or undefined where it holds something else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON pointer (RFC 6901) to a key of the top level. */
function pointer(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
