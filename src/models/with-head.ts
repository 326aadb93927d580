/** Ends the name of a model with a re-ranker behind it. */
export const WITH_HEAD = "+head";

/** The model itself, of a name that may have a re-ranker behind it. */
export function baseName(name: string): string {
  return name.endsWith(WITH_HEAD) ? name.slice(0, -WITH_HEAD.length) : name;
}
