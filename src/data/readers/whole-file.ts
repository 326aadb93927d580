import { createReadStream, createWriteStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { listValue } from "@duckdb/node-api";
import { DataError } from "../../errors.ts";
import { inspectFile, type SourceFile } from "../node-files.ts";
import { jsonl } from "./jsonl.ts";
import { looksLikeParquet } from "./parquet.ts";
import { literalPath, quoteText, type Session } from "./session.ts";
import { openSource } from "./source.ts";

const LINE_FEED = 0x0a;

/**
 * Opens a table that is read as a whole, such as a catalogue: one file unchanged, the parts of a folder or a pattern
 * joined into one. Lines then count through the parts. Throws what openSource throws, and DataError `mixed-parts`.
 */
export async function openWhole(session: Session, path: string): Promise<SourceFile> {
  const { name, files } = await openSource(session, path, "csv");
  const [first, ...others] = files;
  if (others.length === 0) return first;
  const target = session.scratchFile();
  if (looksLikeParquet(first)) await joinParquet(session, files, target);
  else await joinText(session, first, others, target);
  return { ...(await inspectFile(target, name)), name };
}

async function joinParquet(session: Session, files: readonly SourceFile[], target: string): Promise<void> {
  const odd = files.find((file) => !looksLikeParquet(file));
  if (odd !== undefined) throw mixed(odd, "Parquet");
  const paths = listValue(files.map(({ path }) => literalPath(path)));
  const scan = "read_parquet($1, union_by_name = true, binary_as_string = true, hive_partitioning = false)";
  await session.run(`COPY (SELECT * FROM ${scan}) TO ${quoteText(target)} (FORMAT parquet)`, [paths]);
}

async function joinText(
  session: Session,
  first: SourceFile,
  others: readonly SourceFile[],
  target: string,
): Promise<void> {
  const hasHeader = !jsonl.recognises(first);
  const header = firstLine(first);
  for (const file of [first, ...others]) {
    if (hasHeader && firstLine(file) !== header) throw mixed(file, `the first line of ${first.name}`);
    const start = hasHeader && file !== first ? file.head.indexOf(LINE_FEED) + 1 : 0;
    const { signal } = session;
    const from = createReadStream(file.path, { start });
    await pipeline([from, createWriteStream(target, { flags: "a" })], signal ? { signal } : {});
    await appendFile(target, "\n");
  }
}

function firstLine(file: SourceFile): string {
  return file.text.split(/\r?\n/, 1)[0] ?? "";
}

function mixed(file: SourceFile, expected: string): DataError {
  const message = `${file.name}: expected ${expected}, as parts of one table have the same columns, got something else`;
  return new DataError("mixed-parts", message);
}
