import { ArtefactError } from "../errors.ts";
import { fail } from "./failure.ts";
import { refuseLonger } from "./limited-read.ts";

/**
 * Fetches one file of an artefact by its name. A file of more than `limitBytes` bytes is refused in any case: an
 * implementation that knows the length in advance need not read it, and throws what `refuseLonger` throws.
 */
export type ReadFile = (name: string, limitBytes: number) => Promise<Uint8Array>;

/** Reads a file. Throws ArtefactError: those of `readFile`, `unreadable-file` for any other failure, and what refuseLonger throws. */
export async function readWithin(readFile: ReadFile, name: string, limitBytes: number): Promise<Uint8Array> {
  try {
    const bytes = await readFile(name, limitBytes);
    if (bytes.length > limitBytes) refuseLonger(name, limitBytes, bytes.length);
    return bytes;
  } catch (cause) {
    if (cause instanceof ArtefactError) throw cause;
    return fail(
      "unreadable-file",
      `${name}: could not be read: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    );
  }
}
