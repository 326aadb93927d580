import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { dotVectors } from "./kinds/dot.ts";
import { implicitAlsFile } from "./kinds/implicit-als.ts";
import { implicitBprFile } from "./kinds/implicit-bpr.ts";
import type { ImportKind } from "./kinds/kind.ts";
import { sparkAls } from "./kinds/spark-als.ts";

/** Every kind of model that can be imported, in the order of help texts. */
export const IMPORT_KINDS: readonly ImportKind[] = [sparkAls, implicitAlsFile, implicitBprFile, dotVectors];

/** A kind by its name. Throws OptionsError `unknown-kind`. */
export function importKind(name: string): ImportKind {
  const kind = IMPORT_KINDS.find((one) => one.name === name);
  if (kind) return kind;
  const names = IMPORT_KINDS.map((one) => one.name);
  const expected = `--kind: expected one of ${names.join(", ")}; got ${JSON.stringify(name)}`;
  throw new OptionsError("unknown-kind", `${expected}${didYouMean(name, names)}`);
}
