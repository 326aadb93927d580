/** A set of indices below 2^31: open addressing, and kept from request to request, since these fill several of them. */
export class IndexSet {
  /** One more than an index; 0 is free. At most half are taken. */
  #slots = new Uint32Array(2);
  #shift = 31;
  #mask = 1;

  /** Takes everything out and makes room for `count` indices. */
  empty(count: number): void {
    const bits = Math.max(1, 33 - Math.clz32(count));
    if (this.#slots.length < 2 ** bits) this.#slots = new Uint32Array(2 ** bits);
    else this.#slots.fill(0, 0, 2 ** bits);
    this.#shift = 32 - bits;
    this.#mask = 2 ** bits - 1;
  }

  /** Whether it was not there before. */
  add(index: number): boolean {
    const slot = this.#slotOf(index);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = index + 1;
    return true;
  }

  has(index: number): boolean {
    return this.#slots[this.#slotOf(index)] !== 0;
  }

  /** Where an index stands, or would stand. */
  #slotOf(index: number): number {
    const slots = this.#slots;
    // Multiplicative hashing by 2^32 / the golden ratio (Knuth, volume 3, 6.4).
    let slot = Math.imul(index, 0x9e3779b1) >>> this.#shift;
    while (slots[slot] !== 0 && slots[slot] !== index + 1) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
