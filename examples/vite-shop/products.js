import table from "./shop/products.csv?raw";

// A shop has these in its own system; the example reads the table that the artefact was trained with.
const [header, ...rows] = table.trim().split("\n");
const names = header.split(",");

export const products = rows.map((row) => {
  const values = Object.fromEntries(row.split(",").map((value, at) => [names[at], value]));
  return { ...values, id: values.product };
});
