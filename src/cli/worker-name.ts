import { OptionsError } from "../errors.ts";

/** The name of a Worker that is given none. */
export const DEFAULT_NAME = "nearedge";
/** A name is a part of a host name. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Throws OptionsError `bad-name` for what cannot be the name of a Worker. */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  const expected = "lower-case letters, digits and hyphens between them, at most 63, as in shop-recommendations";
  throw new OptionsError("bad-name", `--name: expected ${expected}; got ${JSON.stringify(name)}`);
}
