/** What java.util.Properties.load reads, by its documentation: the reference that a writer is compared with. */
export function readProperties(text: string): Map<string, string> {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[ \t\f]+/, ""));
  const found = new Map<string, string>();
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? "";
    if (line === "" || /^[#!]/.test(line)) continue;
    // An odd number of backslashes at the end continues the line.
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(line) && at + 1 < lines.length) {
      at++;
      line = line.slice(0, -1) + (lines[at] ?? "");
    }
    const [, key = "", value = ""] =
      /^((?:\\[\s\S]|[^\\ \t\f:=])*)(?:[ \t\f]*[:=]?[ \t\f]*)([\s\S]*)$/.exec(line) ?? [];
    found.set(unescaped(key), unescaped(value));
  }
  return found;
}

const ESCAPED: Readonly<Record<string, string>> = { t: "\t", n: "\n", f: "\f", r: "\r" };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([\da-fA-F]{4})|([\s\S]))/g, (_, digits?: string, letter = "") => {
    return digits === undefined ? (ESCAPED[letter] ?? letter) : String.fromCharCode(Number.parseInt(digits, 16));
  });
}
