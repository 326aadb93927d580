import type { ModelState, StateTensor } from "../models/state.ts";
import type { HeadTensor } from "./artefact.ts";
import { checkFinite } from "./checks.ts";
import { type ArrayByDtype, type Dtype, elementsOf } from "./dtypes.ts";
import { fail } from "./failure.ts";
import { type Extent, HEAD_PREFIX, type Sizes, STATE_PREFIX, type StringsSpec, type TensorSpec } from "./format.ts";
import type { ArtefactTensors } from "./pack.ts";
import { joinParts } from "./parts.ts";
import { unpackStrings } from "./strings.ts";

/** The tensors of all shards; each is taken once, and all must be taken. */
export interface TensorSet {
  hasPrefix(prefix: string): boolean;
  /** Throws ArtefactError `missing-tensor`, `tensor-dtype`, `tensor-rank` or `count-mismatch`. */
  take<D extends Dtype>(spec: TensorSpec<D>): ArrayByDtype[D];
  /** Throws as `take` and `unpackStrings` do. */
  takeStrings(spec: StringsSpec): string[];
  /**
   * The arrays of a kind of model under their own names; none gives undefined. Throws `tensor-dtype`,
   * `non-finite-value`.
   */
  takeState(): ModelState | undefined;
  /** The head's tensors under their own names. Throws ArtefactError `missing-tensor` where there is none. */
  takeHead(): Map<string, HeadTensor>;
  /** Throws ArtefactError `unexpected-tensor` when tensors were not taken. */
  finish(): void;
}

/** Joins parts and hands out tensors. Throws ArtefactError `duplicate-tensor` or `tensor-parts`. */
export function createTensorSet({ open, personal }: ArtefactTensors, sizes: Sizes): TensorSet {
  const tensors = joinParts([...open, ...personal]);
  const ofUsers = new Set(joinParts(personal).keys());

  const take = <D extends Dtype>(spec: TensorSpec<D>): ArrayByDtype[D] => {
    const tensor = tensors.get(spec.name);
    if (tensor === undefined) fail("missing-tensor", `tensor ${spec.name} is in none of the shards`);
    if (tensor.dtype !== spec.dtype) {
      fail("tensor-dtype", `tensor ${spec.name}: expected ${spec.dtype}, got ${tensor.dtype}`);
    }
    checkShape(spec, tensor.shape, sizes);
    tensors.delete(spec.name);
    return elementsOf(spec.dtype, tensor.bytes);
  };

  return {
    hasPrefix: (prefix) => [...tensors.keys()].some((name) => name.startsWith(prefix)),
    take,
    takeStrings: (spec) => unpackStrings(spec.bytes.name, { bytes: take(spec.bytes), offsets: take(spec.offsets) }),
    takeState: () => {
      const state = new Map<string, StateTensor>();
      for (const name of [...tensors.keys()].filter((key) => key.startsWith(STATE_PREFIX))) {
        const { shape = [], dtype } = tensors.get(name) ?? {};
        if (dtype === undefined) {
          fail("missing-tensor", `tensor ${name} is in none of the shards`);
        }
        const values = take({ name, dtype, shape: shape.map(() => "any") });
        if (values instanceof Float32Array || values instanceof Float64Array) checkFinite(name, values);
        state.set(name.slice(STATE_PREFIX.length), { shape, values, ...(ofUsers.has(name) ? { personal: true } : {}) });
      }
      return state.size === 0 ? undefined : state;
    },
    takeHead: () => {
      const head = new Map<string, HeadTensor>();
      for (const name of [...tensors.keys()].filter((key) => key.startsWith(HEAD_PREFIX))) {
        const shape = tensors.get(name)?.shape ?? [];
        const values = take({ name, dtype: "F32", shape: shape.map(() => "any") });
        checkFinite(name, values);
        head.set(name.slice(HEAD_PREFIX.length), { shape, values });
      }
      if (head.size === 0) fail("missing-tensor", "the manifest names a head, but no tensor begins with head.");
      return head;
    },
    finish: () => {
      const [name] = tensors.keys();
      if (name !== undefined) fail("unexpected-tensor", `tensor ${name}: the manifest does not call for it`);
    },
  };
}

function checkShape(spec: TensorSpec, shape: readonly number[], sizes: Sizes): void {
  if (shape.length !== spec.shape.length) {
    fail("tensor-rank", `tensor ${spec.name}: expected ${spec.shape.length} dimensions, got ${shape.length}`);
  }
  for (const [dimension, extent] of spec.shape.entries()) {
    const expected = extentOf(extent, sizes);
    if (expected !== undefined && shape[dimension] !== expected) {
      fail(
        "count-mismatch",
        `tensor ${spec.name}: dimension ${dimension}: expected ${extent} = ${expected} as the manifest says, got ${shape[dimension]}`,
      );
    }
  }
}

function extentOf(extent: Extent, sizes: Sizes): number | undefined {
  switch (extent) {
    case "items":
      return sizes.items;
    case "items+1":
      return sizes.items + 1;
    case "users+1":
      return sizes.users + 1;
    case "factorCount":
      return sizes.factorCount;
    case "any":
      return undefined;
  }
}
