import { readFile } from "node:fs/promises";

/** A thing to do that a start page says: a command of a shell, or a file to write. */
export type Step = { readonly command: string } | { readonly file: string; readonly text: string };

/** Blocks of code: the name of a file in backticks in the line before, the language, the text. */
const BLOCK = /(?:`([\w.-]+)`:\n\n)?```(\w+)\n([\s\S]*?)```/g;

/** What a page tells its readers to do, in its order. Blocks without a file's name are commands where they are of a shell. */
export async function stepsOf(path: URL): Promise<Step[]> {
  return [...(await readFile(path, "utf8")).matchAll(BLOCK)].flatMap(([, file, language, text = ""]): Step[] => {
    if (language === "sh")
      return text
        .trim()
        .split("\n")
        .map((command) => ({ command }));
    return file === undefined ? [] : [{ file, text }];
  });
}

export const isCommand = (step: Step): step is { readonly command: string } => "command" in step;
