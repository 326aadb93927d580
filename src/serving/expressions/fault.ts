import type { RequestError } from "../../errors.ts";
import type { Lane } from "./lanes.ts";
import { badBoost } from "./tokens.ts";
import { isFault } from "./vectors.ts";

/** The error of an expression that has no finite value for an item: names the operation where that begins. */
export function faultOf(lane: Lane, item: number, of: string): RequestError {
  const valueIn = (operand: Lane): number => operand.read(item, 1)[0]!;
  let faulty = lane;
  for (;;) {
    const cause = lookedAt(faulty, valueIn).find((operand) => isFault(valueIn(operand)));
    if (!cause) break;
    faulty = cause;
  }
  const { expression, operands } = faulty;
  const name = expression.kind === "call" ? expression.name : "";
  const values = operands.map(valueIn);
  const isZero = name === "/" && values[1] === 0;
  const got = isZero ? `a division of ${values[0]} by zero` : `no finite number from ${name}(${values.join(", ")})`;
  const remedy = isZero ? "; write if(… > 0, …, 1) around it" : "";
  return badBoost(expression.at, `expected a finite number for every item, got ${got} for ${of}${remedy}`);
}

/** The operands that the value of a lane follows from. */
function lookedAt({ expression, operands }: Lane, valueIn: (lane: Lane) => number): readonly Lane[] {
  const [condition, then, otherwise] = operands;
  if (expression.kind !== "call" || expression.name !== "if" || !condition || !then || !otherwise) return operands;
  const holds = valueIn(condition);
  return isFault(holds) ? [condition] : [holds === 1 ? then : otherwise];
}
