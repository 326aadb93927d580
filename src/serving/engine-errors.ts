import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError, OptionsError, RequestError } from "../errors.ts";

/** The error of a field that a model of this kind cannot honour (EngineParts.unsupported). */
export function unsupported(kind: string, field: string, needs: string, remedy = "leave it out"): RequestError {
  const message = `${field}: the model (${kind}) and its catalogue cannot honour it, which needs ${needs}; ${remedy}`;
  return new RequestError(`unsupported-${field}`, message);
}

/** Options that a model is refused with are, in an artefact, what is wrong with the artefact. */
export function asArtefactErrors<T>({ manifest: { model } }: Artefact, create: () => T): T {
  try {
    return create();
  } catch (cause) {
    // The checks of check.ts say what they expected; any other TypeError is a fault of the code.
    const checked = (cause instanceof RangeError || cause instanceof TypeError) && cause.message.includes("expected");
    if (!(checked || cause instanceof OptionsError)) throw cause;
    const message = `manifest.model: ${cause.message}; ${model.kind} cannot be served so, train it anew`;
    throw new ArtefactError("model-options", message, { cause });
  }
}
