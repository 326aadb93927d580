import { checkText } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import { stageDelimited } from "./delimited.ts";
import type { InteractionsFormat } from "./format.ts";

const READING = fixedColumns("field 1", "field 2", "field 3", "field 4");

/** `u.data`, `u1.base` … `ub.test` of MovieLens 100K: user, item, rating, timestamp between tabs, no header. */
export const movielens100k: InteractionsFormat = {
  name: "movielens-100k",
  takesColumns: false,
  recognises: (file) =>
    /^u\.data$|^u[1-5ab]\.(base|test)$/.test(file.name) || /^\d+\t\d+\t[1-5]\t\d{9}\r?\n/.test(file.text),
  stage: async (session, file, part, options) => {
    checkText(file);
    const dialect = { delimiter: "\t", quoting: false };
    const plan = { user: 0, item: 1, rating: 2, timestamp: 3, feedback: "explicit", reading: READING } as const;
    return stageDelimited(session, part, { file, dialect, hasHeader: false, columnCount: 4, plan }, options);
  },
};
