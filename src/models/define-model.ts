import type { Csr } from "../data/csr.ts";
import {
  type OptionSpec,
  type OptionSpecs,
  type OptionsOf,
  type OptionValues,
  readSpecs,
  specOf,
} from "./option-specs.ts";
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
  /**
   * Histories of the known users (users × items), which some models are made of; undefined where they are not there. Those of an
   * artefact may stand oldest first: `ascendingRows` sorts them.
   */
  readonly histories?: Csr | undefined;
  /** Set where an artefact has private files that were not read. */
  readonly publicPart?: boolean | undefined;
  readonly kernelModule: WebAssembly.Module;
  /** Restores a member of a mix by its name. Throws ArtefactError `unknown-model`. */
  readonly restoreMember: (name: string, options: OptionValues, state: StateReader) => ServedModel;
  /** The retrieval of a member; undefined for one without a person. */
  readonly retrievalOf: (served: ServedModel) => Retrieval | undefined;
}

/** Finds models, or what trains them, by name. */
export interface Lookup<Found> {
  find(name: string): Found | undefined;
  /** The names that it finds, for messages. */
  names(): readonly string[];
}

/** An option by its own name, with its spec. */
export type NamedSpec = readonly [name: string, spec: OptionSpec];

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
  /**
   * Whether it reads the order of histories: it is trained on data with times, and a history without order gets the popular
   * items.
   */
  readonly readsOrder: boolean;
  /** Set where training tries a re-ranker behind the model when a request does not say. */
  readonly reranker?: "tried" | undefined;
  /** The model that finds candidates for a re-ranker beside it, where the caller names none; implicit-als by default. */
  readonly retrieverBeside?: string | undefined;
  /** Set where it is made elsewhere: `nearedge import` packs it, and it has no trainer. */
  readonly isImported?: boolean | undefined;
  readonly options: OptionSpecs;
  /** An option by its name, or by an earlier one: by its spec a command line reads text. undefined for an unknown name. */
  specOf(name: string): NamedSpec | undefined;
  /** Whether it predicts ratings with these options: `predicts`, unless that is a matter of options. */
  predictsWith(options: OptionValues): boolean;
  /** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
  readOptions(given: Readonly<Record<string, unknown>>): OptionValues;
  /** Options that were read, with what `auto` comes to by the kind of the interactions; training settles the rest. */
  resolve(options: OptionValues, isExplicit: boolean): OptionValues;
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

/** Options with a dot in their names, which a model made of others hands on to them: `item-knn.neighbours`. */
export interface OptionsOfMembers<Options> {
  /** Such an option; undefined for an unknown name. */
  specOf(name: string): NamedSpec | undefined;
  /** Completes and checks those that are given. Throws what the other models refuse them with, OptionsError `unused-setting`. */
  read(options: Options, given: Readonly<Record<string, unknown>>): OptionValues;
}

/** A definition: options as specs, and what training settles of them. */
export interface ModelDefinition<Specs extends OptionSpecs, Settled extends OptionSpecs = Record<never, never>> {
  readonly name: string;
  readonly summary: string;
  readonly learnsFrom: Model["learnsFrom"];
  readonly predicts?: boolean | undefined;
  /** true by default. */
  readonly isPersonal?: boolean | undefined;
  /** false by default. */
  readonly readsOrder?: boolean | undefined;
  readonly reranker?: "tried" | undefined;
  readonly retrieverBeside?: string | undefined;
  /** false by default. */
  readonly isImported?: boolean | undefined;
  readonly options: Specs;
  /** Values that training finds and the manifest keeps among the options. */
  readonly settled?: Settled | undefined;
  /** Options under other names than those of the specs, brought to these: before they are read, also from a manifest. */
  expand?(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Checks options beside each other. Throws RangeError or OptionsError. */
  check?(options: OptionsOf<Specs>): void;
  /** What `auto` comes to by the kind of the interactions, where other options do something by that. */
  resolve?(options: OptionsOf<Specs> & OptionValues, isExplicit: boolean): OptionValues;
  readonly ofMembers?: OptionsOfMembers<OptionsOf<Specs>> | undefined;
  /** Whether it predicts ratings, where that is a matter of options. */
  predictsWith?(options: OptionsOf<Specs> & OptionValues): boolean;
  /** Options of members stand among the options as the manifest has them. */
  restore(options: OptionsOf<Specs> & OptionsOf<Settled>, state: StateReader, context: RestoreContext): ServedModel;
}

/** Options of how an artefact is packed, which stand among those of a model; some models have one of that name themselves. */
export const PACKING_OPTIONS: readonly string[] = ["precision", "keep", "rankingKeep"];

/** Makes a model of its definition. */
export function defineModel<const Specs extends OptionSpecs, const Settled extends OptionSpecs = Record<never, never>>(
  definition: ModelDefinition<Specs, Settled>,
): DefinedModel<OptionsOf<Specs>, Specs> {
  const { name, summary, learnsFrom, options, settled, ofMembers } = definition;
  const predicts = definition.predicts ?? learnsFrom === "ratings";
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
    predicts,
    isPersonal: definition.isPersonal ?? true,
    readsOrder: definition.readsOrder ?? false,
    reranker: definition.reranker,
    retrieverBeside: definition.retrieverBeside,
    isImported: definition.isImported,
    options,
    specOf: (option) => specOf(options, option) ?? ofMembers?.specOf(option),
    predictsWith: (values) => definition.predictsWith?.(values as OptionsOf<Specs> & OptionValues) ?? predicts,
    readOptions: (given) => {
      const { own, others } = divide(given, ofMembers !== undefined);
      const values = read(options, own) as OptionsOf<Specs>;
      return { ...values, ...ofMembers?.read(values, others) } as OptionsOf<Specs> & OptionValues;
    },
    resolve: (values, isExplicit) =>
      definition.resolve?.(values as OptionsOf<Specs> & OptionValues, isExplicit) ?? values,
    restore: (given, state, context) => {
      const { own, others } = divide(given, ofMembers !== undefined);
      const unpacked = Object.fromEntries(
        Object.entries(own).filter(([key]) => Object.hasOwn(kept, key) || !PACKING_OPTIONS.includes(key)),
      );
      const values = { ...read(kept, unpacked), ...others };
      return definition.restore(values as OptionsOf<Specs> & OptionsOf<Settled>, state, context);
    },
  };
}

/** Options of a model, and of its members where it has any: their names have a dot. */
function divide(given: Readonly<Record<string, unknown>>, hasMembers: boolean) {
  const entries = Object.entries(given);
  const isOther = ([name]: readonly [string, unknown]): boolean => hasMembers && name.includes(".");
  return {
    own: Object.fromEntries(entries.filter((entry) => !isOther(entry))),
    others: Object.fromEntries(entries.filter(isOther)),
  };
}
