import { Hono } from "hono";

/** A Worker that does nothing: what is left of a request's time when ours is taken away. */
const app = new Hono();
app.get("/", (context) => context.text("ok"));
// The floor of a request with a body: reads it, and answers with as many bytes as it is told to.
app.post("/", async (context) => {
  await context.req.text();
  const answer = "x".repeat(Number(context.req.query("bytes")));
  return context.body(answer, 200, { "Content-Type": "application/json" });
});

export default app;
