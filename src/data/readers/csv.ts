import type { InteractionsFormat } from "./format.ts";
import { headedFormat } from "./tabular.ts";

/**
 * Values between separators (comma, semicolon, bar, tab or blanks, whichever the header has), with a header row; `auto`
 * takes it where no other format fits.
 */
export const csv: InteractionsFormat = headedFormat("csv", undefined, () => true);
