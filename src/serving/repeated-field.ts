/** Where one is inside a JSON text: in an object, the names so far and the last of them; in a list, the place. */
type Frame = { readonly names: Set<string>; name: string } | { index: number };

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The path of the first field that an object of this JSON text, which must be valid, has twice: `filter.year`,
 * `history[2].value`; undefined where there is none. JSON.parse would take the last and say nothing. Names are compared as
 * they read, so that "k" and "\u006b" are one. O(text): strings are passed over from quote to quote; numbers, words, colons and
 * blanks say nothing of names.
 */
export function repeatedField(text: string): string | undefined {
  const frames: Frame[] = [];
  let frame: Frame | undefined;
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (isName && frame && "names" in frame) {
          frame.name = JSON.parse(text.slice(at, end + 1));
          if (frame.names.has(frame.name)) return pathOf(frames);
          frame.names.add(frame.name);
          isName = false;
        }
        at = end;
        break;
      }
      case COMMA:
        if (frame && "index" in frame) frame.index++;
        else isName = true;
        break;
      case OPEN_OBJECT:
        frame = { names: new Set(), name: "" };
        frames.push(frame);
        isName = true;
        break;
      case OPEN_LIST:
        frame = { index: 0 };
        frames.push(frame);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        frames.pop();
        frame = frames.at(-1);
        isName = false;
        break;
    }
  }
  return undefined;
}

/** Where the string that begins at `start` ends: at the next quote with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function pathOf(frames: readonly Frame[]): string {
  return frames.reduce((path, frame) => {
    if ("index" in frame) return `${path}[${frame.index}]`;
    return path === "" ? frame.name : `${path}.${frame.name}`;
  }, "");
}
