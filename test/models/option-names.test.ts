import { describe, expect, it } from "vitest";
import type { OptionSpec } from "../../src/models/option-specs.ts";
import { SERVED } from "../../src/models/served.ts";
import { restoreTrained } from "../../src/models/train-restored.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";
import { matrixOf } from "./fixtures.ts";
import { someRatings } from "./rating-fixtures.ts";
import { dataOf, trainOn } from "./train.ts";

const RATINGS = someRatings(7);
const HISTORY = matrixOf(RATINGS.columnCount, [[0, 2]]);

/** A value that the option takes and that is not its default. */
function another({ kind, default: usual, accepts, check }: OptionSpec): number | string | boolean {
  if (kind === "flag") return usual !== true;
  if (kind === "choice")
    return (
      accepts
        .replace("one of ", "")
        .split(", ")
        .find((name) => name !== usual) ?? ""
    );
  const near = typeof usual === "number" ? [usual / 2, usual + 1, 2, 1] : [2, 1];
  const value = near.find((candidate) => {
    try {
      return check("option", candidate) !== usual;
    } catch {
      return false;
    }
  });
  return value ?? Number.NaN;
}

const RENAMED = SERVED.flatMap((model) =>
  Object.entries(model.options).flatMap(([name, spec]) =>
    (spec.aliases ?? []).map((alias) => ({ model, alias, name, value: another(spec) })),
  ),
);

describe("names of options", () => {
  it("mean one thing: what was renamed in one model is a name in no other", () => {
    const own = new Set(SERVED.flatMap(({ options }) => Object.keys(options)));
    const stillUsed = new Set(RENAMED.map(({ alias }) => alias).filter((alias) => own.has(alias)));
    // Of bpr it was a standard deviation; elsewhere it is one times √factors.
    expect([...stillUsed]).toEqual(["initialScale"]);
  });

  it("leave k to the length of a list, and have one spelling of penalties", () => {
    for (const { name, options } of SERVED) {
      const strange = Object.keys(options).filter((option) =>
        /^(k|minK|rankingK)$|^reg[A-Z]|[Bb]iased$|^init[A-Z]/.test(option),
      );
      expect(strange, name).toEqual([]);
    }
  });

  it.each(RENAMED.map((renamed) => [renamed.model.name, renamed.alias, renamed] as const))(
    "%s reads %s by its own name",
    (_, alias, { model, name, value }) => {
      const read = model.readOptions({ [alias]: value });
      expect(read[name]).toBe(value);
      expect(read).toEqual(model.readOptions({ [name]: value }));
      expect(Object.keys(read)).not.toContain(alias);
    },
  );

  const trainers = TRAINABLE.filter(({ model }) => RENAMED.some((renamed) => renamed.model.name === model.name));
  it.each(trainers.map((trainer) => [trainer.model.name, trainer] as const))(
    "%s is restored from a manifest with the earlier names",
    async (_, trainer) => {
      const options = { ...(trainer.model.options.factors ? { factors: 2 } : {}), epochs: 1 };
      const own = Object.fromEntries(Object.entries(options).filter(([name]) => name in trainer.model.options));
      const { fitted } = await trainOn(trainer, RATINGS, { options: own });
      const earlier = Object.entries(fitted.options).map(([name, value]) => {
        return [trainer.model.options[name]?.aliases?.[0] ?? name, value] as const;
      });
      expect(earlier.map(([name]) => name)).not.toEqual(Object.keys(fitted.options));
      const restorable = { options: Object.fromEntries(earlier), state: fitted.state };
      const restored = await restoreTrained(trainer, restorable, dataOf(RATINGS));
      const today = await restoreTrained(trainer, { options: fitted.options, state: fitted.state }, dataOf(RATINGS));
      expect(restored.recommendBatch(HISTORY, 4)).toEqual(today.recommendBatch(HISTORY, 4));
    },
  );
});
