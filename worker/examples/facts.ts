import type { Capabilities } from "../../src/serving/capabilities.ts";
import { fitsPath } from "../../src/serving/path-ids.ts";
import type { ItemDetails, Recommender } from "../../src/serving/types.ts";
import { type CommonValue, columnExpression, commonValue, middleNumber } from "./columns.ts";

/** How many of the popular items examples are taken from. */
const LOOKED_AT = 50;

/** What stands for items and users where there are none to name. */
const NEUTRAL_ITEMS = ["item-1", "item-2", "item-3", "item-4"];
const NEUTRAL_USER = "user-1";

/** Columns that are addresses, and not prose. */
const isAddress = (column: string): boolean => column === "image" || column === "link";

/** What examples are made of: items and columns that the loaded model has. */
export interface ExampleFacts {
  /** Name and version of the model. */
  readonly model: string;
  /** Four popular items that differ in the column of `filter`, as far as there are such. */
  readonly items: readonly [string, string, string, string];
  /** Titles of those, for people. */
  readonly titles: readonly { readonly itemId: string; readonly title: string }[];
  /** A user of the model where the deployment names users; elsewhere one that it does not know, and gives the popular items. */
  readonly userId: string;
  /** In the short form, by columns that the catalogue has; some items pass it. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** An expression over such columns. */
  readonly boost: string;
  /** A column of texts; undefined for a catalogue without. */
  readonly textColumn: string | undefined;
  /** A column of numbers; undefined for a catalogue without. */
  readonly numberColumn: string | undefined;
  /** Columns to return with each item; undefined for a catalogue without columns. */
  readonly fields: readonly string[] | undefined;
  /** Whether people gave ratings. */
  readonly hasRatings: boolean;
  /** Whether the deployment names users, and the model has histories of any. */
  readonly namesUsers: boolean;
  readonly hasUsers: boolean | undefined;
  /** undefined where no model could be loaded. */
  readonly capabilities: Capabilities | undefined;
}

/** The facts of a model; without one, ids and columns that are nobody's. */
export function exampleFacts(model: Recommender | undefined, namesUsers: boolean): ExampleFacts {
  const popular = model?.popular({ k: LOOKED_AT }).items ?? [];
  const known = popular.flatMap(({ itemId }) => (fitsPath(itemId) ? (model?.item(itemId) ?? []) : []));
  const common = commonValue(known);
  const middle = middleNumber(known);
  const chosen = differing(known, common?.column).slice(0, NEUTRAL_ITEMS.length);
  const [first, second, third, fourth] = [...chosen.map(({ itemId }) => itemId), ...NEUTRAL_ITEMS];
  const { categories = [], numbers = [], texts = [] } = model?.manifest.columns ?? {};
  const fields = [...categories.slice(0, 2), ...numbers.slice(0, 1), ...texts.filter(isAddress)];
  const userId = namesUsers ? model?.someUserId() : undefined;
  return {
    model: model ? `${model.manifest.name} ${model.manifest.version}` : "",
    items: [first ?? "", second ?? "", third ?? "", fourth ?? ""],
    titles: chosen.map(({ itemId, title }) => ({ itemId, title })),
    userId: userId ?? NEUTRAL_USER,
    filter: filterOf(common, middle, first ?? ""),
    boost: boostOf(common, middle),
    textColumn: common?.column,
    numberColumn: middle?.column,
    fields: fields.length > 0 ? fields : undefined,
    hasRatings: model?.manifest.data.feedback === "explicit",
    namesUsers,
    hasUsers: model && model.someUserId() !== undefined,
    capabilities: model?.capabilities,
  };
}

/** The items with those first that have a value in this column that none before them has. */
function differing(items: readonly ItemDetails[], column: string | undefined): ItemDetails[] {
  const seen = new Set<string>();
  const isNew = new Set<ItemDetails>();
  for (const item of items) {
    for (const value of (column === undefined ? undefined : item.categories[column]) ?? []) {
      if (!seen.has(value)) isNew.add(item);
      seen.add(value);
    }
  }
  return [...isNew, ...items.filter((item) => !isNew.has(item))];
}

function filterOf(common: CommonValue | undefined, middle: ReturnType<typeof middleNumber>, itemId: string) {
  if (common) return { [common.column]: common.value };
  if (middle) return { [middle.column]: { min: middle.median } };
  return { itemId: { not: itemId } };
}

function boostOf(common: CommonValue | undefined, middle: ReturnType<typeof middleNumber>): string {
  if (middle) return `if(${columnExpression(middle.column)} >= ${middle.median}, 1.5, 1)`;
  if (common) return `if(has(${columnExpression(common.column)}, ${JSON.stringify(common.value)}), 1.5, 1)`;
  return "1.5";
}
