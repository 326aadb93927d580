import type { Lookup } from "../../src/models/define-model.ts";
import { memberOf } from "../../src/models/hybrid/train-members.ts";
import type { Member, Trainable } from "../../src/models/train-model.ts";

/** Members by names of their own. */
export function lookupOf(members: Readonly<Record<string, Member>>): Lookup<Member> {
  return { find: (name) => members[name], names: () => Object.keys(members) };
}

/** A model with these options, whatever the mix says. */
export function memberWith(trainer: Trainable, given: Readonly<Record<string, unknown>>): Member {
  const member = memberOf(trainer);
  const options = trainer.model.readOptions(given);
  return { ...member, fit: (data, _, context) => member.fit(data, options, context) };
}
