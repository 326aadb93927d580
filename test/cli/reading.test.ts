import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openOptions } from "../../src/cli/open-options.ts";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard } from "./tables.ts";

const { folder, write } = temporaryFolder();
const BINARY = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
const board = checkerboard();
const lineCount = board.trim().split("\n").length - 1;

const train = (path: string, ...more: string[]) =>
  nearedge(["train", path, "--model", "popularity", "--out", join(folder, "out"), ...more]);

/** Runs a command line in a shell, as people write pipes. */
function shell(command: string, input: string | Uint8Array = ""): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", command], {
      env: { ...process.env, NODE: process.execPath, BINARY, OUT: join(folder, "piped") },
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined).end(input);
    child.on("error", reject).on("close", (status) => resolve({ status, stderr }));
  });
}

const TRAIN = '"$NODE" "$BINARY" train';
const REST = '--model popularity --out "$OUT"';

describe("a pipe", () => {
  const packed = write("board.csv.gz", gzipSync(board));
  it.each([
    ["standard input", `cat | ${TRAIN} - ${REST}`],
    ["standard input by its path", `cat | ${TRAIN} /dev/stdin ${REST}`],
    ["standard input from a file", `${TRAIN} - ${REST} < "${write("board.csv", board)}"`],
    ["the output of a process", `${TRAIN} <(zcat "${packed}") ${REST}`],
    ["packed standard input", `cat "${packed}" | ${TRAIN} - ${REST}`],
  ])("is read like a file: %s", async (_, command) => {
    const before = readdirSync(tmpdir());
    const { status, stderr } = await shell(command, board);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(`${lineCount} interactions`);
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith("nearedge-read-") && !before.includes(name));
    expect(left).toEqual([]);
  });

  it("is told empty, and named stdin where it is wrong", async () => {
    const empty = await shell(`${TRAIN} - ${REST}`);
    expect([empty.status, empty.stderr]).toEqual([1, expect.stringContaining("got an empty file [empty-file]")]);
    const bad = await shell(`${TRAIN} - ${REST}`, "user,item,rating\na,x,?\nb,y,1\n");
    expect([bad.status, bad.stderr]).toEqual([
      1,
      expect.stringContaining("nearedge: stdin:2: rating: expected a number"),
    ]);
  });

  it("is read once only", async () => {
    const { status, stderr } = await shell(`${TRAIN} - --items - ${REST}`, board);
    expect([status, stderr]).toEqual([1, expect.stringContaining("it can be read once only [missing-file]")]);
  });
});

describe("the options of reading", () => {
  it("reach the readers: separators by name, no header, quotes, decimals, dates", async () => {
    const names = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";", pipe: "|", space: " ", "^": "^" };
    for (const [name, separator] of Object.entries(names)) {
      expect(openOptions({ format: "auto", separator: name }).separator).toBe(separator);
    }
    const bare = write("bare.txt", board.replaceAll(",", "^").split("\n").slice(1).join("\n"));
    const columns = ["--no-header", "--columns", "user=1,item=2,rating=3"];
    expect((await train(bare, "--separator", "^", ...columns)).status).toBe(0);
    const path = write("dates.csv", 'user;item;rating;date\na;"x;4,5;31.12.2020\nb;y;3,5;30.12.2020\n');
    const options = ["--quote", "none", "--decimal", "comma", "--date-format", "%d.%m.%Y"];
    const { status, stderr } = await train(path, ...options);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("2 interactions (explicit)");
  });

  it.each([
    [["--separator", "::"], "expected one character"],
    [["--quote", "single"], "--quote: expected one of none, double, backslash; got"],
    [["--decimal", "dot"], "--decimal: expected one of point, comma; got"],
    [["--date-format", "dd/mm"], "expected a format of strptime such as %d.%m.%Y"],
    [["--format", "parquet", "--no-header"], "--no-header: for csv and tsv"],
  ])("are refused as a wrong use: %s", async (options, expected) => {
    const { status, stderr } = await train(write("plain.csv", board), ...options);
    expect([status, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  it("are noted on standard error where something was recognised", async () => {
    const { status, stderr } = await train(write("comma.csv", "user;item;rating\na;x;4,5\nb; y;3,5\n"));
    expect(status).toBe(0);
    expect(stderr).toContain("note: comma.csv: values are read with a decimal comma: 4,5 is 4.5\n");
    expect(stderr).toContain("note: blanks around item ids were left out, in 1 row\n");
  });
});
