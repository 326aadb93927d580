/** Where one is inside a JSON text: in an object, the names so far and the last of them; in a list, the place. */
type Frame = { readonly names: Set<string>; name: string } | { index: number };

/** Strings and what divides; numbers, words, colons and blanks say nothing of names. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The path of the first field that an object of this JSON text, which must be valid, has twice: `filter.year`,
 * `history[2].value`; undefined where there is none. JSON.parse would take the last and say nothing. Names are compared as
 * they read, so that "k" and "\u006b" are one. O(text).
 */
export function repeatedField(text: string): string | undefined {
  const frames: Frame[] = [];
  let isName = false;
  for (const [token] of text.matchAll(TOKENS)) {
    const frame = frames.at(-1);
    if (token === "{") frames.push({ names: new Set(), name: "" });
    else if (token === "[") frames.push({ index: 0 });
    else if (token === "}" || token === "]") frames.pop();
    else if (token === ",") {
      if (frame && "index" in frame) frame.index++;
    } else if (isName && frame && "names" in frame) {
      frame.name = JSON.parse(token);
      if (frame.names.has(frame.name)) return pathOf(frames);
      frame.names.add(frame.name);
    }
    isName = token === "{" || (token === "," && frame !== undefined && "names" in frame);
  }
  return undefined;
}

function pathOf(frames: readonly Frame[]): string {
  return frames.reduce((path, frame) => {
    if ("index" in frame) return `${path}[${frame.index}]`;
    return path === "" ? frame.name : `${path}.${frame.name}`;
  }, "");
}
