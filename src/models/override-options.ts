import type { Model } from "./define-model.ts";

type Given = Readonly<Record<string, unknown>>;

/** The own name of an option that may be given by an earlier one; the name itself for one that the model does not have. */
export function ownName(model: Pick<Model, "specOf">, name: string): string {
  return model.specOf(name)?.[0] ?? name;
}

/** `base` with what `over` has in its place: an option by an earlier name is the same option. */
export function overrideOptions<Base extends Given, Over extends Given>(
  model: Pick<Model, "specOf">,
  base: Base,
  over: Over,
): Base | Over {
  const replaced = new Set(Object.keys(over).map((name) => ownName(model, name)));
  const left = Object.entries(base).filter(([name]) => !replaced.has(ownName(model, name)));
  return { ...(Object.fromEntries(left) as Base), ...over };
}
