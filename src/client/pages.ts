/** What a page of a list says of the next. */
interface Page {
  readonly items: readonly unknown[];
  readonly next?: string | undefined;
}

/**
 * The pages of one list, one request each, until a page is not full:
 *
 *   for await (const { items } of pages((page) => client.recommend({ history, k: 20, ...page }))) …
 *
 * `ask` sends the same request each time, with what it is given. Rejects as it does: with the problem `cursor-gone` where the
 * service has got another model in between.
 */
export async function* pages<Answer extends Page>(
  ask: (page: { readonly cursor?: string }) => Promise<Answer>,
): AsyncGenerator<Answer, void, undefined> {
  let answer = await ask({});
  yield answer;
  while (answer.next !== undefined) {
    answer = await ask({ cursor: answer.next });
    // A list that ends with a full page has nothing on the next.
    if (answer.items.length > 0) yield answer;
  }
}
