/**
 * Makes examples/shop: a shop that does not exist, its products, and orders of customers who are simulated. Same seed, same
 * bytes.
 *
 *   node scripts/make-shop.ts [FOLDER]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeOrders } from "./shop/customers.ts";
import { drawnAs, drawPicture, isDrawn } from "./shop/pictures.ts";
import { makeProducts, type Product } from "./shop/products.ts";

const SEED = 7;
const CUSTOMER_COUNT = 2000;

/** The files of the shop by their name in its folder. */
export function shopFiles(): Map<string, string> {
  const products = makeProducts(SEED);
  const orders = makeOrders(products, CUSTOMER_COUNT, SEED).map(
    ({ customer, product, quantity, timestamp }) => `${customer},${product},${quantity},${timestamp}`,
  );
  const illustrated = products.filter(isDrawn);
  return new Map([
    ["orders.csv", lines("customer,product,quantity,timestamp", orders)],
    [
      "products.csv",
      lines(
        "product,title,category,brand,price,image,link",
        products.map((product) => productLine(product, drawnAs(product, products))),
      ),
    ],
    ...illustrated.map((product) => [`public/pictures/${product.id}.svg`, drawPicture(product)] as const),
  ]);
}

/** No name holds a comma or a quote, so no field needs quotes. */
function productLine(product: Product, drawn: Product | undefined): string {
  const { id, title, category, brand, priceInCents } = product;
  const image = drawn ? `/pictures/${drawn.id}.svg` : "";
  return [id, title, category, brand, (priceInCents / 100).toFixed(2), image, `/products/${id}`].join(",");
}

const lines = (head: string, rows: readonly string[]): string => `${[head, ...rows].join("\n")}\n`;

if (import.meta.main) {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../examples/shop", import.meta.url));
  for (const [name, text] of shopFiles()) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
