import { asProfile, asReport, asSearched, asTuned, type Profile, required, similarTitles } from "./answers.ts";
import type { Figure, FurtherData, Reading } from "./recipe.ts";

/** Looks at the ratings of a recipe, before anything is measured on them. */
export const EXPLORE = ["explore", "{ratings}", "--format", "{format}", "--out", "{report}"] as const;

/** The rows of a table that cost nothing, by the metric that they stand beside. */
const TRIVIAL: Readonly<Record<string, string>> = {
  rmse: "global-mean",
  f1: "everything",
  accuracy: "everything",
  "roc-auc": "global-mean",
};

/** Reads one model's metric from `evaluate` or `compare`, with the trivial model's figure beside it. */
export function measured(command: readonly string[], model: string, metric: string): Reading {
  const trivial = TRIVIAL[metric] ?? "popularity";
  return {
    command,
    read: (answer) => {
      const { protocol, results, transforms } = asReport(answer);
      const figureOf = (name: string): number => {
        const result = results.find((candidate) => candidate.model === name);
        return required(result?.metrics[metric], `${metric} of ${name}`);
      };
      const figure: Figure = {
        protocol,
        metric,
        model: [model, ...transforms].join(" after "),
        figure: figureOf(model),
      };
      return model === trivial ? figure : { ...figure, beside: { model: trivial, figure: figureOf(trivial) } };
    },
  };
}

/** Reads one cell of the confusion matrix, or all four added up: `truePositives`, `rows`. */
export function counted(command: readonly string[], model: string, cell: Cell): Reading {
  return {
    command,
    read: (answer) => {
      const { protocol, results } = asReport(answer);
      const confusion = results.find((result) => result.model === model)?.confusion ?? {};
      const figure =
        cell === "rows" ? Object.values(confusion).reduce((sum, count) => sum + count, 0) : confusion[cell];
      return { protocol, metric: CELLS[cell], model, figure: required(figure, `${cell} of ${model}`) };
    },
  };
}

const CELLS = {
  truePositives: "true positives",
  falsePositives: "false positives",
  falseNegatives: "false negatives",
  trueNegatives: "true negatives",
  rows: "test interactions",
} as const;

type Cell = keyof typeof CELLS;

/** Counts the parts of a given split, each of one rating, whose error is at most `near`. */
export function reached(command: readonly string[], model: string, near: number): Reading {
  return {
    command,
    read: (answer) => {
      const { protocol, results } = asReport(answer);
      const folds = results.find((result) => result.model === model)?.folds;
      const errors = folds?.map(({ metrics }) => required(metrics.rmse, `rmse of ${model} on each part`));
      const figure = errors?.filter((error) => error <= near).length;
      return { protocol, metric: `cells-within-${near}`, model, figure: required(figure, `parts of ${model}`) };
    },
  };
}

/** Reads the titles that `similar-texts` finds in `{texts}`. */
export function listed(command: readonly string[], metric: string): Reading {
  return {
    command,
    needs: "texts",
    read: (answer) => {
      const list = similarTitles(answer);
      return { protocol: "no split", metric, figure: list.length, list };
    },
  };
}

/** Reads a figure of the data from `explore`. */
export function explored(
  command: readonly string[],
  metric: string,
  read: (profile: Profile) => number | undefined,
): Reading {
  return {
    command,
    read: (answer) => ({ protocol: "no split", metric, figure: required(read(asProfile(answer)), metric) }),
  };
}

/** Reads what the best setting of `tune` reached on test data that the search did not see. */
export function tuned(command: readonly string[], metric: string): Reading {
  return {
    command,
    read: (answer) => {
      const { model, protocol, best, baseline } = asTuned(answer);
      const figureOf = ({ test }: { readonly test: Readonly<Record<string, number>> }): number => {
        return required(test[metric], `${metric} on test`);
      };
      const beside = { model: baseline.model, figure: figureOf(baseline) };
      const after = best.transform === undefined ? "" : ` after ${best.transform}`;
      return { protocol, metric, model: `best ${model}${after}`, figure: figureOf(best), beside };
    },
  };
}

/** Reads the best setting of `tune`, by the options of its grid, and what it reached on the validation data that chose it. */
export function chosen(command: readonly string[], metric: string): Reading {
  const searched = command.filter((_, place) => command[place - 1] === "--grid").map((text) => text.split("=")[0]);
  return {
    command,
    read: (answer) => {
      const { model, protocol, validation, best, baseline } = asTuned(answer);
      const figureOf = (of: { readonly validation: Readonly<Record<string, number>> }): number => {
        return required(of.validation[metric], `${metric} on validation data`);
      };
      const beside = { model: baseline.model, figure: figureOf(baseline) };
      const inside = `${validation} inside ${protocol}`;
      return {
        protocol: inside,
        metric,
        model: [model, ...best.set.filter((text) => searched.includes(text.split("=")[0]))].join(" "),
        figure: figureOf(best),
        beside,
      };
    },
  };
}

/** Counts the trainings of a `tune`, which all stand in its results file. */
export function runsOf(command: readonly string[]): Reading {
  return {
    command,
    read: (answer) => {
      const { model, protocol, runs } = asTuned(answer);
      return { protocol, metric: "trainings", model, figure: runs.length };
    },
  };
}

/** Reads what a network lost on validation data in its best epoch, and which one that was. */
export function learned(command: readonly string[], model: string): Reading {
  return {
    command,
    read: (answer) => {
      const { protocol, results, transforms } = asReport(answer);
      const [fold] = results.find((result) => result.model === model)?.folds ?? [];
      const all = (fold?.losses ?? []).flatMap(({ epoch, objective, validation }) =>
        validation === undefined ? [] : [{ epoch, objective, validation }],
      );
      const best = all.reduce((least, one) => (one.validation < least.validation ? one : least), {
        ...{ epoch: 0, objective: Number.NaN, validation: required(all[0]?.validation, `validation of ${model}`) },
        ...all[0],
      });
      const list = [
        `epoch ${best.epoch} of ${all.at(-1)?.epoch}`,
        `${best.objective.toFixed(4)} on the rows trained on`,
      ];
      const after = [model, ...transforms].join(" after ");
      return { protocol, metric: "squared error on validation data", model: after, figure: best.validation, list };
    },
  };
}

/** The same reading, left out where further data are not there. */
export const needing = (needs: FurtherData, reading: Reading): Reading => ({ ...reading, needs });

/** Reads what `tune` measured after one transform of those that it searched, on the rows that choose. */
export function searched(command: readonly string[], transform: string, metric: string): Reading {
  return {
    command,
    read: (answer) => {
      const { model, protocol, validation, baseline, runs } = asSearched(answer);
      const run = runs.find(({ part, options }) => part === "validation" && options.transform === transform);
      const beside = {
        model: baseline.model,
        figure: required(baseline.validation[metric], `${metric} of ${baseline.model}`),
      };
      const figure = required(run?.metrics[metric], `${metric} after ${transform}`);
      const inside = protocol === null ? validation : `${validation} inside ${protocol}`;
      return { protocol: inside, metric, model: `${model} after ${transform}`, figure, beside };
    },
  };
}

/** Reads how far the best setting of `tune` is above the worst, both on validation data, mean over runs. */
export function tunedSpread(command: readonly string[], metric: string): Reading {
  return {
    command,
    read: (answer) => {
      const { protocol, validation, runs } = asTuned(answer);
      const byTrial = Map.groupBy(
        runs.filter(({ part }) => part === "validation"),
        ({ trial }) => trial,
      );
      const means = Array.from(byTrial.values(), (own) => {
        return own.reduce((sum, { metrics }) => sum + required(metrics[metric], metric), 0) / own.length;
      });
      const figure = Math.max(...means) - Math.min(...means);
      return { protocol: `${validation} inside ${protocol}`, metric: `${metric} best less worst`, figure };
    },
  };
}
