import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";

/** A kind of file that cannot be read as a table: its name, how it is recognised, and what to do with it. */
interface OtherKind {
  readonly what: string;
  matches(file: SourceFile): boolean;
  /** The end of a sentence; `name` is the file's. */
  readonly wayOut: (name: string) => string;
}

const pipe = (command: string) => (name: string) => `write ${command} ${name} | nearedge … - to read it unpacked`;
const pandas = (read: string) => (name: string) =>
  `write it as Parquet or CSV first, in Python: pandas.${read}("${name}").to_parquet("rows.parquet")`;

/** In order: kinds that are recognised by more bytes, or by the name as well, come first. */
const OTHER_KINDS: readonly OtherKind[] = [
  {
    what: "an Excel workbook",
    matches: (file) => isZip(file) && (/\.xls[xmb]$/i.test(file.name) || ascii(file).includes("xl/")),
    wayOut: () => "save the sheet as CSV (UTF-8)",
  },
  {
    what: "an old Excel workbook or another Office document",
    matches: ({ head }) => starts(head, [0xd0, 0xcf, 0x11, 0xe0]),
    wayOut: () => "save the sheet as CSV (UTF-8)",
  },
  {
    what: "arrays of NumPy (npz)",
    matches: (file) => isZip(file) && (/\.npz$/i.test(file.name) || /\.npy/.test(ascii(file))),
    wayOut: () => "write rows of user, item and value from Python, as CSV",
  },
  { what: "a zip archive", matches: isZip, wayOut: pipe("unzip -p") },
  { what: "a bzip2 archive", matches: ({ head }) => /^BZh[1-9]1AY/.test(latin(head, 7)), wayOut: pipe("bzcat") },
  { what: "an xz archive", matches: ({ head }) => starts(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a]), wayOut: pipe("xzcat") },
  { what: "an lz4 archive", matches: ({ head }) => starts(head, [0x04, 0x22, 0x4d, 0x18]), wayOut: pipe("lz4cat") },
  {
    what: "a 7z archive",
    matches: ({ head }) => starts(head, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    wayOut: pipe("7z x -so"),
  },
  { what: "a rar archive", matches: ({ head }) => latin(head, 4) === "Rar!", wayOut: pipe("unrar p -inul") },
  {
    what: "a tar archive",
    matches: ({ head }) => latin(head.subarray(257), 5) === "ustar",
    wayOut: (name) => `unpack it with tar -xf ${name} and name the file inside`,
  },
  {
    what: "an Arrow or Feather file",
    matches: ({ head }) => /^(ARROW1|FEA1)/.test(latin(head, 6)),
    wayOut: pandas("read_feather"),
  },
  { what: "an ORC file", matches: ({ head }) => latin(head, 3) === "ORC", wayOut: pandas("read_orc") },
  {
    what: "an Avro file",
    matches: ({ head }) => starts(head, [0x4f, 0x62, 0x6a, 0x01]),
    wayOut: () => "write it as Parquet or CSV first",
  },
  { what: "an HDF5 file", matches: ({ head }) => latin(head.subarray(1), 3) === "HDF", wayOut: pandas("read_hdf") },
  {
    what: "an array of NumPy (npy)",
    matches: ({ head }) => latin(head.subarray(1), 5) === "NUMPY",
    wayOut: () => "write rows of user, item and value from Python, as CSV",
  },
  {
    what: "a pickle of Python",
    matches: ({ head }) => head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5,
    wayOut: pandas("read_pickle"),
  },
  {
    what: "data of R",
    matches: ({ head }) => /^(RD[AXB][23]\n|[XAB]\n(?:\0|[23]\n))/.test(latin(head, 6)),
    wayOut: () => 'write it from R: write.csv(x, "rows.csv", row.names = FALSE)',
  },
  {
    what: "an SQLite database",
    matches: ({ head }) => latin(head, 13) === "SQLite format",
    wayOut: (name) => `write the table out: sqlite3 -header -csv ${name} "SELECT …" > rows.csv`,
  },
  {
    what: "a DuckDB database",
    matches: ({ head }) => latin(head.subarray(8), 4) === "DUCK",
    wayOut: () => "write the table out with COPY … TO 'rows.parquet'",
  },
  { what: "a PDF document", matches: ({ head }) => latin(head, 5) === "%PDF-", wayOut: () => "find the table itself" },
  {
    what: "a web page (HTML)",
    matches: ({ text }) => /^\s*(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(text),
    wayOut: () => "download the file itself: a browser saved the page that links to it, or a page that asks to sign in",
  },
  { what: "an XML document", matches: ({ text }) => /^\s*<\?xml\b/.test(text), wayOut: () => "write it as CSV first" },
  {
    what: "a pointer of Git LFS, in place of the file itself",
    matches: ({ text }) => text.startsWith("version https://git-lfs.github.com/spec/"),
    wayOut: () => "fetch the file with git lfs pull",
  },
  {
    what: "UTF-32 text",
    matches: ({ head }) => starts(head, [0xff, 0xfe, 0, 0]) || starts(head, [0, 0, 0xfe, 0xff]),
    wayOut: (name) => `convert it: iconv -f UTF-32 -t UTF-8 ${name} > rows.csv`,
  },
  {
    what: "UTF-16 text without a byte order mark",
    matches: ({ head }) => looksLikeBareUtf16(head),
    wayOut: (name) => `convert it: iconv -f UTF-16LE (or UTF-16BE) -t UTF-8 ${name} > rows.csv`,
  },
];

/** Throws DataError `not-text` that names the kind of the file, where it is not a table. */
export function refuseOtherKind(file: SourceFile): void {
  const kind = OTHER_KINDS.find(({ matches }) => matches(file));
  if (kind === undefined) return;
  throw new DataError("not-text", `${file.name}: expected a table, got ${kind.what}; ${kind.wayOut(file.name)}`);
}

function isZip({ head }: SourceFile): boolean {
  return starts(head, [0x50, 0x4b, 0x03, 0x04]) || starts(head, [0x50, 0x4b, 0x05, 0x06]);
}

/** Text of ASCII characters in UTF-16 has a zero in every second byte. */
function looksLikeBareUtf16(head: Uint8Array): boolean {
  const first = head.subarray(0, 64);
  if (first.length < 8) return false;
  const zeros = [0, 1].map((parity) => first.filter((byte, at) => byte === 0 && at % 2 === parity).length);
  const half = first.length / 2;
  return Math.max(...zeros) >= half * 0.9 && Math.min(...zeros) === 0;
}

function ascii({ head }: SourceFile): string {
  return latin(head, head.length);
}

function latin(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.subarray(0, length)).toString("latin1");
}

function starts(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}
