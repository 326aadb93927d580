import { AsyncLocalStorage } from "node:async_hooks";
import type { Random } from "../../random.ts";

const streams = new AsyncLocalStorage<Random>();
let [running, plain] = [0, Math.random];

/**
 * Does work whose `Math.random` is a seeded stream, in it and in whatever it waits for; other work of the process keeps the usual
 * one. Initialisers, dropout and noise of tfjs that have no seed take one from `Math.random`, and nothing else can be said to them.
 */
export function withSeededRandom<Result>(random: Random, work: () => Result): Result {
  if (running++ === 0) {
    plain = Math.random;
    Math.random = () => (streams.getStore() ?? { nextFloat: plain }).nextFloat();
  }
  const end = (): void => {
    if (--running === 0) Math.random = plain;
  };
  let result: Result;
  try {
    result = streams.run(random, work);
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as Result;
  end();
  return result;
}
