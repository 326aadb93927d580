import type { InteractionsFormat } from "./format.ts";
import { headedFormat } from "./tabular.ts";

/** Tab-separated values with a header row. */
export const tsv: InteractionsFormat = headedFormat("tsv", "\t", (file) => {
  const [firstLine = ""] = file.text.split(/[\r\n]/, 1);
  if (!firstLine.includes("\t")) return false;
  return file.name.toLowerCase().endsWith(".tsv") || !firstLine.includes(",");
});
