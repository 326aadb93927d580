/** A set of indices below 2^31, of which at most `count` are added: open addressing, since requests build several of them. */
export class IndexSet {
  /** One more than an index; 0 is free. At most half are taken. */
  readonly #slots: Uint32Array;
  readonly #shift: number;

  constructor(count: number) {
    const bits = Math.max(1, 33 - Math.clz32(count));
    this.#slots = new Uint32Array(2 ** bits);
    this.#shift = 32 - bits;
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
    while (slots[slot] !== 0 && slots[slot] !== index + 1) slot = (slot + 1) & (slots.length - 1);
    return slot;
  }
}
