import { element } from "./elements.ts";

/** Longest text that is coloured, and that is shown at all, in characters. */
const COLOURED_LENGTH = 60_000;
const SHOWN_LENGTH = 500_000;

const PIECE = /("(?:[^"\\]|\\.)*")(:?)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;

/** An answer to read: JSON with indentation and colours, anything else as it came. */
export function readable(text: string, isJson: boolean): Node[] {
  const pretty = isJson ? indented(text) : undefined;
  const shown = pretty ?? text;
  if (shown.length > SHOWN_LENGTH) {
    const left = shown.length - SHOWN_LENGTH;
    return [new Text(shown.slice(0, SHOWN_LENGTH)), new Text(`\n… ${left.toLocaleString("en-GB")} characters more`)];
  }
  return pretty === undefined || shown.length > COLOURED_LENGTH ? [new Text(shown)] : coloured(shown);
}

function indented(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

function coloured(json: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const { 0: piece, 1: text, 2: colon, index } of json.matchAll(PIECE)) {
    nodes.push(new Text(json.slice(end, index)));
    const kind = text === undefined ? "json-value" : colon === ":" ? "json-name" : "json-text";
    nodes.push(element("span", kind, text ?? piece), new Text(colon ?? ""));
    end = index + piece.length;
  }
  return [...nodes, new Text(json.slice(end))];
}
