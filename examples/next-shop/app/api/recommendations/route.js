import { engine } from "../../engine.js";

/** GET /api/recommendations?history=TNT-01,SLP-02&k=5: the same lists from the server. */
export async function GET(request) {
  const query = new URL(request.url).searchParams;
  const history = (query.get("history") ?? "").split(",").filter((id) => id !== "");
  const k = Number(query.get("k") ?? 6);
  if (!Number.isInteger(k) || k < 1 || k > 100)
    return Response.json({ error: "k: expected 1 to 100" }, { status: 400 });
  const { items } = (await engine()).recommend({ history, k, fields: ["price", "link"] });
  return Response.json({ items });
}
