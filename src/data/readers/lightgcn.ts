import { checkText } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import { faultSql } from "./faults.ts";
import type { InteractionsFormat } from "./format.ts";
import { stageLines } from "./lines.ts";
import { sampleRecords } from "./text-records.ts";

/** Ids of a line: the user, then the items. A line that is not all integers has one id, so that it is not lost. */
const ROWS = `
  SELECT line, ids[1] AS user_text, unnest(CASE WHEN proper THEN ids[2:] ELSE [''] END) AS item_text,
    NULL::VARCHAR AS rating_text, NULL::VARCHAR AS time_text,
    CASE WHEN NOT proper THEN ${faultSql("expected integers separated by spaces", "text")} END AS fault
  FROM (
    SELECT line, text, regexp_full_match(text, '[0-9 \\t]+') AS proper,
      list_filter(string_split(replace(text, chr(9), ' '), ' '), lambda id: id <> '') AS ids
    FROM lines
  )`;

const READING = fixedColumns("the first id of a line", "the other ids");

/** `train.txt` and `test.txt` of LightGCN and NGCF: a line is a user followed by the user's items; users may have none. */
export const lightgcn: InteractionsFormat = {
  name: "lightgcn",
  takesColumns: false,
  recognises: (file) => {
    const lines = sampleRecords(file, { delimiter: undefined, quoting: false }).slice(0, 100);
    const texts = lines.length > 0 ? lines.map((record) => record.fields[0] ?? "") : [file.text];
    if (!texts.every((text) => /^[0-9 ]+$/.test(text))) return false;
    const lengths = new Set(texts.map((text) => text.trim().split(/ +/).length));
    return lengths.size > 1 || texts.length === 1 || /^(train|test)\.txt$/.test(file.name);
  },
  stage: async (session, file, part, options) => {
    checkText(file);
    const kind = { feedback: "implicit", hasRating: false, hasTimestamps: false, reading: READING } as const;
    const source = { file, ...kind, rowsFromLines: ROWS };
    return stageLines(session, part, source, options);
  },
};
