import { notFound } from "next/navigation";
import { engine } from "../../engine.js";
import Recommendations from "../../recommendations.jsx";

export default async function Product({ params }) {
  const { id } = await params;
  const product = (await engine()).item(decodeURIComponent(id));
  if (!product) notFound();
  return (
    <main>
      <h1>{product.title}</h1>
      <p>€{product.numbers.price}</p>
      <Recommendations itemId={product.itemId} />
    </main>
  );
}
