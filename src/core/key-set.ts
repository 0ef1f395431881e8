// The keys of one frame, to be asked in the next: was this node the same a frame ago? Open addressing over typed
// arrays; a frame's mark makes emptying free.

const MIN_SLOTS = 256;

export class KeySet {
  private slots = MIN_SLOTS;
  private keys = new Int32Array(MIN_SLOTS * 4);
  private marks = new Int32Array(MIN_SLOTS);
  private mark = 1;
  private count = 0;

  clear(): void {
    this.mark = (this.mark + 1) | 0;
    if (this.mark === 0) {
      this.marks.fill(0);
      this.mark = 1;
    }
    this.count = 0;
  }

  has(keys: Int32Array, at: number): boolean {
    return this.marks[this.locate(keys, at)] === this.mark;
  }

  add(keys: Int32Array, at: number): void {
    if (this.count * 2 >= this.slots) this.grow();
    const slot = this.locate(keys, at);
    if (this.marks[slot] === this.mark) return;
    this.marks[slot] = this.mark;
    for (let i = 0; i < 4; i++) this.keys[slot * 4 + i] = keys[at + i];
    this.count++;
  }

  private locate(keys: Int32Array, at: number): number {
    const mask = this.slots - 1;
    const own = this.keys;
    let slot = keys[at + 1] & mask;
    while (
      this.marks[slot] === this.mark &&
      !(
        own[slot * 4] === keys[at] &&
        own[slot * 4 + 1] === keys[at + 1] &&
        own[slot * 4 + 2] === keys[at + 2] &&
        own[slot * 4 + 3] === keys[at + 3]
      )
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const { keys, marks, mark, slots } = this;
    this.slots = slots * 2;
    this.keys = new Int32Array(this.slots * 4);
    this.marks = new Int32Array(this.slots);
    this.mark = 1;
    this.count = 0;
    for (let slot = 0; slot < slots; slot++) if (marks[slot] === mark) this.add(keys, slot * 4);
  }
}
