import { OptionsError } from "../errors.ts";

const MAXIMUM_LENGTH = 200;
/** Controls, separators of lines, and what turns the direction of text around: a note is printed to terminals and pages. */
const REFUSED = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** The text of `--note` without spaces around it. Throws OptionsError `bad-note` for what is not one short line. */
export function noteText(given: string): string {
  const note = given.trim();
  const refuse = (got: string): OptionsError =>
    new OptionsError(
      "bad-note",
      `--note: expected one line of 1 to ${MAXIMUM_LENGTH} characters, as in "simulated customers"; got ${got}`,
    );
  if (note === "") throw refuse("an empty text");
  if (note.length > MAXIMUM_LENGTH) throw refuse(`${note.length} characters`);
  const [control] = REFUSED.exec(note) ?? [];
  if (control !== undefined) throw refuse(`the control character U+${hexadecimal(control)}`);
  return note;
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
