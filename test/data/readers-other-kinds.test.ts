import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { dataErrorOf, temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();
const tar = Buffer.alloc(1024);
tar.write("ustar", 257);
const zip = (inside: string) => Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), Buffer.from(inside)]);

describe("a file that is no table is named for what it is, with the way out", () => {
  it.each([
    ["x.xlsx", zip("[Content_Types].xml"), "an Excel workbook; save the sheet as CSV"],
    ["renamed.csv", zip("docProps xl/workbook.xml"), "an Excel workbook"],
    ["x.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "an old Excel workbook"],
    ["x.zip", zip("ratings.csv"), "a zip archive; write unzip -p x.zip | nearedge … -"],
    ["x.npz", zip("user.npy"), "arrays of NumPy (npz)"],
    ["x.csv.bz2", Buffer.from("BZh91AY&SY\0\0"), "a bzip2 archive; write bzcat x.csv.bz2 | nearedge … -"],
    ["x.csv.xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), "an xz archive; write xzcat x.csv.xz | nearedge … -"],
    ["x.7z", Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), "a 7z archive"],
    ["x.rar", Buffer.from("Rar!\u001a\u0007"), "a rar archive"],
    ["x.tar", tar, "a tar archive; unpack it with tar -xf"],
    ["x.tar.gz", gzipSync(tar), "a tar archive"],
    ["x.tgz", gzipSync(tar), "a tar archive"],
    ["x.feather", Buffer.from("ARROW1\0\0"), "an Arrow or Feather file"],
    ["x.pkl", Buffer.from([0x80, 4, 0x95, 0, 0, 0]), "a pickle of Python"],
    ["x.rds", gzipSync(Buffer.from("X\n\0\0\0\u0003\0\u0004")), "data of R"],
    ["x.db", Buffer.from("SQLite format 3\0"), "an SQLite database"],
    ["x.h5", Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a]), "an HDF5 file"],
    ["x.orc", Buffer.from("ORC\0\0"), "an ORC file"],
    ["x.pdf", Buffer.from("%PDF-1.7\n"), "a PDF document"],
    ["ratings.csv", "\n <!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page (HTML)"],
    ["page.csv", "<html lang='en'><head>", "a web page (HTML)"],
    ["x.xml", '<?xml version="1.0"?><rows/>', "an XML document"],
    ["lfs.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "a pointer of Git LFS"],
    ["u16.csv", Buffer.from("user,item,rating\n1,2,3\n", "utf16le"), "UTF-16 text without a byte order mark"],
  ])("%s", async (name, content, expected) => {
    const { code, message } = await dataErrorOf(openDataset(write(name, content)));
    expect(message).toContain(`: expected a table, got ${expected}`);
    expect(code).toBe("not-text");
    const itemsPath = write(name, content);
    const asItems = openDataset(write("good.csv", "user,item\n1,2\n"), { itemsPath });
    expect((await dataErrorOf(asItems)).message).toBe(message);
  });

  it.each(["https://example.org/ratings.csv", "s3://bucket/part-*.parquet", "hf://datasets/x"])(
    "an address: %s",
    async (address) => {
      const { code, message } = await dataErrorOf(openDataset(address));
      expect(code).toBe("not-local");
      expect(message).toContain(`${address}: expected a file on this machine, got an address; fetch it first`);
    },
  );

  it.each([
    ["nothing", "", "empty-file"],
    ["a byte order mark", "\ufeff", "no-rows"],
    ["line breaks", "\r\n\r\n", "no-rows"],
    ["a header", "user,item,rating\n", "no-rows"],
  ])("or empty: %s", async (_, content, code) => {
    expect((await dataErrorOf(openDataset(write("empty.csv", content)))).code).toBe(code);
  });
});
