import type { Csr } from "../data/csr.ts";
import { type OptionSpecs, type OptionsOf, type OptionValues, readSpecs } from "./option-specs.ts";
import type { Retrieval } from "./retrieval/retrieval.ts";
import type { ServedModel } from "./served-model.ts";
import type { StateReader } from "./state.ts";

/** What a model is restored with, beside its options and its state. */
export interface RestoreContext {
  readonly itemCount: number;
  /** f32[items]: interactions of each item in train. */
  readonly popularity: Float32Array;
  /** Whether the interactions are ratings. */
  readonly explicit: boolean;
  /** Histories of the known users (users × items), which some models are made of; undefined where they are not there. */
  readonly histories?: Csr | undefined;
  /** Set where an artefact has private files that were not read. */
  readonly publicPart?: boolean | undefined;
  readonly kernelModule: WebAssembly.Module;
  /** Restores a member of a mix by its name. Throws ArtefactError `unknown-model`. */
  readonly restoreMember: (name: string, options: OptionValues, state: StateReader) => ServedModel;
  /** The retrieval of a member; undefined for one without a person. */
  readonly retrievalOf: (served: ServedModel) => Retrieval | undefined;
}

/** What the edge knows of a model: one object in one file, one line in served.ts. */
export interface Model {
  /** Name on the command line, in manifests and tables. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** What it cannot do without: ratings, interactions of any kind, or what is known of the items. */
  readonly learnsFrom: "ratings" | "interactions" | "content";
  /** Whether it predicts ratings where the interactions are ratings; those that learn from ratings do. */
  readonly predicts: boolean;
  /** false where every user gets the same list, which no re-ranker can order for them. */
  readonly isPersonal: boolean;
  readonly options: OptionSpecs;
  /** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
  readOptions(given: Readonly<Record<string, unknown>>): OptionValues;
  /**
   * Brings the model back from its state, by the options of its manifest. Throws ArtefactError `model-state`, and what
   * readOptions throws.
   */
  restore(given: Readonly<Record<string, unknown>>, state: StateReader, context: RestoreContext): ServedModel;
}

/** A model with the types of its options. */
export interface DefinedModel<Options, Specs extends OptionSpecs = OptionSpecs> extends Model {
  readonly options: Specs;
  readOptions(given: Readonly<Record<string, unknown>>): Options & OptionValues;
}

/** A definition: options as specs, and what training settles of them. */
export interface ModelDefinition<Specs extends OptionSpecs, Settled extends OptionSpecs = Record<never, never>> {
  readonly name: string;
  readonly summary: string;
  readonly learnsFrom: Model["learnsFrom"];
  readonly predicts?: boolean | undefined;
  /** true by default. */
  readonly isPersonal?: boolean | undefined;
  readonly options: Specs;
  /** Values that training finds and the manifest keeps among the options. */
  readonly settled?: Settled | undefined;
  /** Options under other names than those of the specs, brought to these: before they are read, also from a manifest. */
  expand?(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Checks options beside each other. Throws RangeError or OptionsError. */
  check?(options: OptionsOf<Specs>): void;
  restore(options: OptionsOf<Specs> & OptionsOf<Settled>, state: StateReader, context: RestoreContext): ServedModel;
}

/** Options of how an artefact is packed, which stand among those of its model. */
export const PACKING_OPTIONS: readonly string[] = ["keep", "rankingKeep"];

/** Makes a model of its definition. */
export function defineModel<const Specs extends OptionSpecs, const Settled extends OptionSpecs = Record<never, never>>(
  definition: ModelDefinition<Specs, Settled>,
): DefinedModel<OptionsOf<Specs>, Specs> {
  const { name, summary, learnsFrom, options, settled } = definition;
  const kept: OptionSpecs = { ...options, ...settled };
  const read = (specs: OptionSpecs, given: Readonly<Record<string, unknown>>): OptionValues => {
    const values = readSpecs(name, specs, definition.expand?.(given) ?? given);
    definition.check?.(values as OptionsOf<Specs>);
    return values;
  };
  return {
    name,
    summary,
    learnsFrom,
    predicts: definition.predicts ?? learnsFrom === "ratings",
    isPersonal: definition.isPersonal ?? true,
    options,
    readOptions: (given) => read(options, given) as OptionsOf<Specs> & OptionValues,
    restore: (given, state, context) => {
      const own = Object.fromEntries(Object.entries(given).filter(([key]) => !PACKING_OPTIONS.includes(key)));
      return definition.restore(read(kept, own) as OptionsOf<Specs> & OptionsOf<Settled>, state, context);
    },
  };
}
