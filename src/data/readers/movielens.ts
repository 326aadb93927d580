import { DataError } from "../../errors.ts";
import { checkText } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import { stageDelimited } from "./delimited.ts";
import type { InteractionsFormat } from "./format.ts";
import { readHeader } from "./header.ts";

const HEADER = "userId,movieId,rating,timestamp";
const READING = fixedColumns("userId", "movieId", "rating", "timestamp");
const DIALECT = { delimiter: ",", quoting: true };

/** `ratings.csv` of ml-latest, ml-latest-small, ml-20m, ml-25m and ml-32m (GroupLens): four columns in a fixed order. */
export const movielens: InteractionsFormat = {
  name: "movielens",
  takesColumns: false,
  recognises: (file) => file.text.startsWith(`${HEADER}\n`) || file.text.startsWith(`${HEADER}\r\n`),
  stage: async (session, file, part, options) => {
    checkText(file);
    const names = await readHeader(file, DIALECT, session.signal);
    if (names.join(",") !== HEADER) {
      throw new DataError(
        "missing-column",
        `${file.name}: expected the columns ${HEADER}, got ${names.join(",")}; use --format csv for other tables`,
      );
    }
    const plan = { user: 0, item: 1, rating: 2, timestamp: 3, feedback: "explicit", reading: READING } as const;
    return stageDelimited(session, part, { file, dialect: DIALECT, hasHeader: true, columnCount: 4, plan }, options);
  },
};
