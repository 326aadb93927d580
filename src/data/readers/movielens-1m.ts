import { checkText } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import type { InteractionsFormat } from "./format.ts";
import { stageLines } from "./lines.ts";

const ROWS = `
  SELECT line, fields[1] AS user_text, fields[2] AS item_text, fields[3] AS rating_text, fields[4] AS time_text, CASE
    WHEN contains(text, chr(65533)) THEN 'expected UTF-8 text' || chr(31) || left(text, 80)
    WHEN len(fields) <> 4 THEN 'expected 4 fields between ::, got ' || len(fields)
  END AS fault
  FROM (SELECT line, text, string_split(text, '::') AS fields FROM lines)`;

const READING = fixedColumns("field 1", "field 2", "field 3", "field 4");

/** `ratings.dat` of MovieLens 1M and 10M: `user::movie::rating::seconds` on each line, no header. */
export const movielens1m: InteractionsFormat = {
  name: "movielens-1m",
  takesColumns: false,
  recognises: (file) => /^\d+::\d+::\d(?:\.\d+)?::\d+(?:\r?\n|$)/.test(file.text),
  stage: async (session, file, part, options) => {
    checkText(file);
    const kind = { feedback: "explicit", hasRating: true, hasTimestamps: true, reading: READING } as const;
    const source = { file, ...kind, rowsFromLines: ROWS };
    return stageLines(session, part, source, options);
  },
};
