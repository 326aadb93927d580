import { type OptionSpec, type OptionSpecs, type OptionsOf, type OptionValues, specOf } from "../option-specs.ts";

/**
 * A neighbourhood ranks by interactions and predicts where they are ratings. Each half has options of its own. They stand in
 * one list: those of ratings by plain names, those of rankings behind `ranking`.
 */
const RANKING = "ranking";

/** The specs of a half that ranks, by the names that they have beside those of ratings. */
export type RankingSpecs<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs & string as `${typeof RANKING}${Capitalize<Name>}`]: Specs[Name];
};

/** What an option of rankings is called beside those of ratings: `similarity` is `rankingSimilarity`. */
export function rankingName(name: string): string {
  return `${RANKING}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export function rankingSpecs<const Specs extends OptionSpecs>(specs: Specs): RankingSpecs<Specs> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { aliases, ...spec }]) => {
      return [rankingName(name), aliases ? { ...spec, aliases: aliases.map(rankingName) } : spec];
    }),
  ) as RankingSpecs<Specs>;
}

/** The options of the half that ranks, by plain names. */
export function rankingHalf<Specs extends OptionSpecs>(specs: Specs, options: OptionValues): OptionsOf<Specs> {
  return Object.fromEntries(Object.keys(specs).map((name) => [name, options[rankingName(name)]])) as OptionsOf<Specs>;
}

/** The options of rankings alone, as they stand in the list of both. */
export function rankingOnly(options: OptionValues): OptionValues {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name.startsWith(RANKING)));
}

type Given = Readonly<Record<string, unknown>>;

/**
 * Gives an option with a plain name to every half that knows the name and, of names such as similarities, the value. What
 * stands behind `ranking` is left as it is, and so is what neither half knows.
 */
export function toBothHalves(rating: OptionSpecs, ranking: OptionSpecs): (given: Given) => Given {
  return (given) => {
    const both: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(given)) {
      const [own = name, spec] = specOf(ranking, name) ?? [];
      const ranks = isKnown(spec, name, value);
      const apart = [own, ...(spec?.aliases ?? [])].map(rankingName);
      const isFree = apart.every((other) => given[other] === undefined);
      // What is for rankings alone, which have theirs, is left for the other half to refuse.
      if (!ranks || !isFree || isKnown(specOf(rating, name)?.[1], name, value)) both[name] = value;
      if (ranks && isFree) both[rankingName(own)] = value;
    }
    return both;
  };
}

function isKnown(spec: OptionSpec | undefined, name: string, value: unknown): boolean {
  if (spec?.kind !== "choice") return spec !== undefined;
  try {
    spec.check(name, value);
    return true;
  } catch {
    return false;
  }
}
