/** The cells of a results file without the columns that hold times. */
export function withoutSeconds(text: string): string[][] {
  const rows = text.split("\n").map((line) => line.split(","));
  const timed = new Set(rows[0]?.flatMap((name, column) => (name.endsWith("Seconds") ? [column] : [])));
  return rows.map((row) => row.filter((_, column) => !timed.has(column)));
}
