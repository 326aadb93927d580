import type { Filter, Recommender } from "../src/serving/types.ts";
import { expectedScenario } from "./configuration.ts";
import { type PagedRequest, pagedAnswer } from "./paged.ts";
import type { Ports } from "./ports.ts";
import { Problem } from "./problems.ts";
import type { ListAnswer } from "./schemas/answers.ts";

/** A request for a list as a schema has validated it. */
interface Asked {
  readonly scenario?: string | undefined;
  readonly filter?: Filter | undefined;
}

/** What stands beside a request for a personal list. */
interface Way {
  /** Fields that the list takes, by name. */
  readonly shape: object;
  /** The engine of this name; the default one has none. */
  readonly engine: (model?: string) => Promise<Recommender>;
  /** Whether an experiment may choose the engine. */
  readonly choosesModel: boolean;
}

/**
 * A request for a list with the defaults of its scenario: a field of the request wins, filters must both hold. A scenario gives
 * defaults for what the list takes (`shape`), and for nothing else. Throws the problem `unknown-scenario`.
 */
export function withScenario<Request extends Asked>(
  request: Request,
  shape: object,
  { scenarios }: Pick<Ports, "scenarios">,
  byDefault?: string,
): Omit<Request, "scenario"> & { readonly alsoFilter?: Filter | undefined } {
  const { scenario = byDefault, ...own } = request;
  if (scenario === undefined) return own;
  const defaults = scenarios.get(scenario);
  if (!defaults) throw new Problem("unknown-scenario", `scenario: ${expectedScenario(scenario, scenarios)}`);
  const taken = Object.entries(defaults).filter(([field]) => Object.hasOwn(shape, field));
  const both = request.filter && defaults.filter ? { alsoFilter: defaults.filter } : {};
  return { ...Object.fromEntries(taken), ...own, ...both };
}

/**
 * Answers a request for a personal list: with the defaults of its scenario, or else of the variant of an experiment that its
 * user or visitor has a part in, which the answer then names. Throws as withScenario, pagedAnswer and the engine do.
 */
export async function personalAnswer(
  { visitorId, ...request }: PagedRequest & Asked & { readonly visitorId?: string | undefined },
  ports: Ports,
  { shape, engine, choosesModel }: Way,
): Promise<ListAnswer> {
  const person = request.userId ?? visitorId;
  const part = person === undefined ? undefined : await ports.experiments.assign(person);
  const assigned = part?.model !== undefined && !choosesModel ? undefined : part;
  const wish = withScenario(request, shape, ports, assigned?.scenario);
  const answer = await pagedAnswer(await engine(assigned?.model), wish, ports);
  if (!assigned) return answer;
  return { ...answer, experiment: { name: assigned.experiment, variant: assigned.variant } };
}
