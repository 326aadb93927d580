/** A user's part in an experiment. */
export interface Assignment {
  readonly experiment: string;
  readonly variant: string;
  /** Name of the scenario whose defaults hold in this variant, where the request names none. */
  readonly scenario?: string | undefined;
  /** Name of the model that answers in this variant; the default model without one. */
  readonly model?: string | undefined;
}

/** Assigns users to the variants of an experiment. */
export interface Experiments {
  /** The same for a user each time; undefined for a user who takes part in none. */
  assign(userId: string): Promise<Assignment | undefined>;
}

/** No experiment runs. */
export const noExperiments: Experiments = { assign: async () => undefined };
