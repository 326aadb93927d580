import type { AttributeReading } from "../data/dataset.ts";

const TYPES = ["number", "category", "prose", "address"] as const;

/** The attributes of a table of items or users by their type: `number: year (1 missing: NaN), price`, `category: genres`. */
export function attributeParts(attributes: readonly AttributeReading[] = []): string[] {
  return TYPES.flatMap((type) => {
    const own = attributes.filter((attribute) => attribute.type === type);
    return own.length === 0 ? [] : [`${type}: ${own.map(attributeText).join(", ")}`];
  });
}

function attributeText({ name, missing, markers = [] }: AttributeReading): string {
  if (missing === 0) return name;
  return `${name} (${missing} missing${markers.length === 0 ? "" : `: ${markers.join(", ")}`})`;
}
