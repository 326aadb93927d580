import { activate, laneMask } from "./activations";
import { outerProduct, productOfColumn } from "./gemm-column";

/*
 * Products of dense matrices. Strips of four rows of A and panels of eight columns of B are copied into scratch, where a
 * step of the inner dimension is 16 and 32 adjacent bytes; a tile keeps its 4 × 8 sums in registers meanwhile. Blocks of
 * B stay in the second-level cache, a strip and a panel in the first.
 *
 *   scratchPtr  f32[DEPTH × COLUMNS] panels of B, then f32[DEPTH × 4] a strip of A: GEMM_SCRATCH_BYTES of neural-abi.ts,
 *               one for each thread
 *
 * Matrices are row-major; strides are multiples of 4. Lanes from `columns` to the next multiple of 4 are written as zeros,
 * also where A has infinities. C must not overlap A or B.
 *
 * Every sum is f32, starts from 0 or C, and runs in ascending order of the inner index; where C has one column, A·B and
 * A·Bᵀ sum over four lanes instead. So an element has the same bits whichever rows are multiplied with it. Before the activation
 * |error| ≤ (depth + 2) · ε₃₂ · (|c| + Σ|a·b| + |bias|).
 */

/** Inner indices of a block. */
const DEPTH: u32 = 256;
/** Columns of a block. */
const COLUMNS: u32 = 128;
const PANELS_BYTES: usize = DEPTH * COLUMNS * 4;
/** Rows after which bias and activation pass over C, while it is in the cache. */
const FINISH_ROWS: u32 = 32;


/** act(x + bias) of a tile's lanes: of the activations, a tile knows relu. */
// @ts-ignore: decorator
@inline
function finished(x: v128, biased: bool, bias: v128, relu: bool): v128 {
  if (biased) x = f32x4.add(x, bias);
  return relu ? f32x4.pmax(x, f32x4.splat(0)) : x;
}

/**
 * C ← finished(sums + strip · panel), sums from 0 or C: the first `rows` rows, and `columns` columns with their padding. biasPtr
 * f32[columns, padded] or 0.
 */
// @ts-ignore: decorator
@inline
function tile4x8(
  stripPtr: usize, panelPtr: usize, depth: u32, add: bool, biasPtr: usize, relu: bool, cPtr: usize, cBytes: usize,
  rows: u32, columns: i32,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const wide = columns > 4;
  const c1 = cPtr + cBytes;
  const c2 = c1 + cBytes;
  const c3 = c2 + cBytes;
  if (add) {
    a0 = v128.load(cPtr);
    if (wide) b0 = v128.load(cPtr, 16);
    if (rows > 1) {
      a1 = v128.load(c1);
      if (wide) b1 = v128.load(c1, 16);
    }
    if (rows > 2) {
      a2 = v128.load(c2);
      if (wide) b2 = v128.load(c2, 16);
    }
    if (rows > 3) {
      a3 = v128.load(c3);
      if (wide) b3 = v128.load(c3, 16);
    }
  }
  let left = stripPtr;
  let right = panelPtr;
  const end = stripPtr + (<usize>depth << 4);
  if (wide) {
    for (; left < end; left += 16) {
      const a = v128.load(right);
      const b = v128.load(right, 16);
      const s0 = v128.load_splat<f32>(left);
      a0 = f32x4.add(a0, f32x4.mul(s0, a));
      b0 = f32x4.add(b0, f32x4.mul(s0, b));
      const s1 = v128.load_splat<f32>(left, 4);
      a1 = f32x4.add(a1, f32x4.mul(s1, a));
      b1 = f32x4.add(b1, f32x4.mul(s1, b));
      const s2 = v128.load_splat<f32>(left, 8);
      a2 = f32x4.add(a2, f32x4.mul(s2, a));
      b2 = f32x4.add(b2, f32x4.mul(s2, b));
      const s3 = v128.load_splat<f32>(left, 12);
      a3 = f32x4.add(a3, f32x4.mul(s3, a));
      b3 = f32x4.add(b3, f32x4.mul(s3, b));
      right += 32;
    }
  } else {
    for (; left < end; left += 16) {
      const a = v128.load(right);
      a0 = f32x4.add(a0, f32x4.mul(v128.load_splat<f32>(left), a));
      a1 = f32x4.add(a1, f32x4.mul(v128.load_splat<f32>(left, 4), a));
      a2 = f32x4.add(a2, f32x4.mul(v128.load_splat<f32>(left, 8), a));
      a3 = f32x4.add(a3, f32x4.mul(v128.load_splat<f32>(left, 12), a));
      right += 32;
    }
  }
  const biased = biasPtr != 0;
  if (biased || relu) {
    const a = biased ? v128.load(biasPtr) : f32x4.splat(0);
    const b = biased && wide ? v128.load(biasPtr, 16) : f32x4.splat(0);
    a0 = finished(a0, biased, a, relu);
    b0 = finished(b0, biased, b, relu);
    a1 = finished(a1, biased, a, relu);
    b1 = finished(b1, biased, b, relu);
    a2 = finished(a2, biased, a, relu);
    b2 = finished(b2, biased, b, relu);
    a3 = finished(a3, biased, a, relu);
    b3 = finished(b3, biased, b, relu);
  }
  if (columns < 8) {
    const low = laneMask(columns);
    const high = laneMask(columns - 4);
    a0 = v128.and(a0, low);
    a1 = v128.and(a1, low);
    a2 = v128.and(a2, low);
    a3 = v128.and(a3, low);
    b0 = v128.and(b0, high);
    b1 = v128.and(b1, high);
    b2 = v128.and(b2, high);
    b3 = v128.and(b3, high);
  }
  v128.store(cPtr, a0);
  if (wide) v128.store(cPtr, b0, 16);
  if (rows > 1) {
    v128.store(c1, a1);
    if (wide) v128.store(c1, b1, 16);
  }
  if (rows > 2) {
    v128.store(c2, a2);
    if (wide) v128.store(c2, b2, 16);
  }
  if (rows > 3) {
    v128.store(c3, a3);
    if (wide) v128.store(c3, b3, 16);
  }
}

/** Four rows of four lanes become four columns, outBytes apart. */
// @ts-ignore: decorator
@inline
function transposeLanes(r0: v128, r1: v128, r2: v128, r3: v128, out: usize, outBytes: usize): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(out + outBytes, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(out + 2 * outBytes, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(out + 3 * outBytes, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** out[d, 0 … 4) ← rows[0 … 4), d: four rows become four lanes. Rows that are not there count as zeros. */
// @ts-ignore: decorator
@inline
function transpose4(rowsPtr: usize, rowBytes: usize, rows: i32, depth: u32, outPtr: usize, outBytes: usize): void {
  const zero = f32x4.splat(0);
  const end = (<usize>depth << 2) + 15 & ~15;
  const row1 = rowsPtr + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  let out = outPtr;
  if (rows > 3) {
    for (let at: usize = 0; at < end; at += 16) {
      const r0 = v128.load(rowsPtr + at);
      const r1 = v128.load(row1 + at);
      const r2 = v128.load(row2 + at);
      transposeLanes(r0, r1, r2, v128.load(row3 + at), out, outBytes);
      out += 4 * outBytes;
    }
    return;
  }
  for (let at: usize = 0; at < end; at += 16) {
    const r0 = rows > 0 ? v128.load(rowsPtr + at) : zero;
    const r1 = rows > 1 ? v128.load(row1 + at) : zero;
    const r2 = rows > 2 ? v128.load(row2 + at) : zero;
    transposeLanes(r0, r1, r2, zero, out, outBytes);
    out += 4 * outBytes;
  }
}

/** Panels of B depth × columns; lanes beyond its padding are zeros. */
function packB(bPtr: usize, bBytes: usize, depth: u32, columns: u32, panelsPtr: usize): void {
  let out = panelsPtr;
  for (let column: u32 = 0; column < columns; column += 8) {
    const wide = columns - column > 4;
    let from = bPtr + (<usize>column << 2);
    for (let d: u32 = 0; d < depth; d++) {
      v128.store(out, v128.load(from));
      v128.store(out, wide ? v128.load(from, 16) : f32x4.splat(0), 16);
      from += bBytes;
      out += 32;
    }
  }
}

/** Panels of Bᵀ, B columns × depth. */
function packTransposedB(bPtr: usize, bBytes: usize, depth: u32, columns: u32, panelsPtr: usize): void {
  let out = panelsPtr;
  for (let column: u32 = 0; column < columns; column += 8) {
    const from = bPtr + <usize>column * bBytes;
    transpose4(from, bBytes, columns - column, depth, out, 32);
    transpose4(from + 4 * bBytes, bBytes, <i32>(columns - column) - 4, depth, out + 16, 32);
    out += <usize>depth << 5;
  }
}

/** A strip of four adjacent columns of A depth × rows. */
// @ts-ignore: decorator
@inline
function packTransposedA(aPtr: usize, aBytes: usize, depth: u32, outPtr: usize): void {
  let from = aPtr;
  for (let out = outPtr, end = outPtr + (<usize>depth << 4); out < end; out += 16) {
    v128.store(out, v128.load(from));
    from += aBytes;
  }
}

function product(
  rows: u32, columns: u32, depth: u32, aPtr: usize, aBytes: usize, transposedA: bool, bPtr: usize, bBytes: usize,
  transposedB: bool, biasPtr: usize, activation: i32, accumulate: bool, cPtr: usize, cBytes: usize, scratchPtr: usize,
): void {
  const strip = scratchPtr + PANELS_BYTES;
  const relu = activation == 1;
  // The tiles do the rest.
  const finish = activation > 1;
  if (columns == 1 && (transposedA ? rows : depth) <= DEPTH * COLUMNS) {
    productOfColumn(
      rows, depth, aPtr, aBytes, transposedA, bPtr, bBytes, transposedB, accumulate, cPtr, cBytes, scratchPtr,
    );
    const stride = <u32>(cBytes >> 2);
    if (biasPtr != 0 || activation != 0) activate(rows, 1, cPtr, stride, biasPtr, activation, cPtr, stride);
    return;
  }
  if (depth == 1 && !transposedA && columns <= DEPTH * COLUMNS) {
    outerProduct(rows, columns, aPtr, aBytes, bPtr, bBytes, transposedB, accumulate, cPtr, cBytes, scratchPtr);
    const stride = <u32>(cBytes >> 2);
    if (biasPtr != 0 || activation != 0) activate(rows, columns, cPtr, stride, biasPtr, activation, cPtr, stride);
    return;
  }
  for (let left: u32 = 0; left < columns; left += COLUMNS) {
    const width = min(COLUMNS, columns - left);
    let start: u32 = 0;
    do {
      const count = min(DEPTH, depth - start);
      const last = start + count >= depth;
      const leftBytes = <usize>left << 2;
      const startBytes = <usize>start << 2;
      if (transposedB) packTransposedB(bPtr + <usize>left * bBytes + startBytes, bBytes, count, width, scratchPtr);
      else packB(bPtr + <usize>start * bBytes + leftBytes, bBytes, count, width, scratchPtr);
      const add = accumulate || start > 0;
      const ends = last && !finish;
      for (let row: u32 = 0; row < rows; row += 4) {
        const height = min<u32>(4, rows - row);
        if (transposedA) packTransposedA(aPtr + <usize>start * aBytes + (<usize>row << 2), aBytes, count, strip);
        else transpose4(aPtr + <usize>row * aBytes + startBytes, aBytes, height, count, strip, 16);
        const c = cPtr + <usize>row * cBytes + leftBytes;
        for (let column: u32 = 0; column < width; column += 8) {
          const panel = scratchPtr + ((<usize>column * count) << 2);
          const at = <usize>column << 2;
          const bias = ends && biasPtr != 0 ? biasPtr + leftBytes + at : 0;
          tile4x8(strip, panel, count, add, bias, ends && relu, c + at, cBytes, height, width - column);
        }
        const done = row + height;
        if (finish && last && (done == rows || done % FINISH_ROWS == 0)) {
          const first = (row / FINISH_ROWS) * FINISH_ROWS;
          const c = cPtr + <usize>first * cBytes + leftBytes;
          const bias = biasPtr == 0 ? 0 : biasPtr + leftBytes;
          activate(done - first, width, c, <u32>(cBytes >> 2), bias, activation, c, <u32>(cBytes >> 2));
        }
      }
      start += count;
    } while (start < depth);
  }
}

/** C ← act(A·B + bias), or act(C + A·B + bias). A rows × depth, B depth × columns; biasPtr f32[columns, padded] or 0. */
export function gemm(
  rows: u32, columns: u32, depth: u32, aPtr: usize, aStride: u32, bPtr: usize, bStride: u32, biasPtr: usize,
  activation: i32, accumulate: bool, cPtr: usize, cStride: u32, scratchPtr: usize,
): void {
  product(
    rows, columns, depth, aPtr, <usize>aStride << 2, false, bPtr, <usize>bStride << 2, false, biasPtr, activation,
    accumulate, cPtr, <usize>cStride << 2, scratchPtr,
  );
}

/** C ← Aᵀ·B, or C + Aᵀ·B. A depth × rows, B depth × columns: the gradient of weights. */
export function gemmTransposedA(
  rows: u32, columns: u32, depth: u32, aPtr: usize, aStride: u32, bPtr: usize, bStride: u32, accumulate: bool,
  cPtr: usize, cStride: u32, scratchPtr: usize,
): void {
  product(
    rows, columns, depth, aPtr, <usize>aStride << 2, true, bPtr, <usize>bStride << 2, false, 0, 0, accumulate, cPtr,
    <usize>cStride << 2, scratchPtr,
  );
}

/** C ← act(A·Bᵀ + bias), or act(C + A·Bᵀ + bias). A rows × depth, B columns × depth: the gradient of inputs, scores. */
export function gemmTransposedB(
  rows: u32, columns: u32, depth: u32, aPtr: usize, aStride: u32, bPtr: usize, bStride: u32, biasPtr: usize,
  activation: i32, accumulate: bool, cPtr: usize, cStride: u32, scratchPtr: usize,
): void {
  product(
    rows, columns, depth, aPtr, <usize>aStride << 2, false, bPtr, <usize>bStride << 2, true, biasPtr, activation,
    accumulate, cPtr, <usize>cStride << 2, scratchPtr,
  );
}
