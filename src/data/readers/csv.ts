import type { InteractionsFormat } from "./format.ts";
import { headedFormat } from "./tabular.ts";

/** Comma-separated values with a header row; `auto` takes it where nothing else fits. */
export const csv: InteractionsFormat = headedFormat("csv", ",", () => true);
