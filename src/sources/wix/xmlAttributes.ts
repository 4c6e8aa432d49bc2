/** Where the next document puts its attributes while it is read. One at a time is read, and all of them use this: grown anew for each, such lists were a twentieth of all allocation. */
let scratch = new Int32Array(4096);

/** Offsets of attributes, four a piece, while a document is being read. */
export class AttributeList {
  length = 0;

  add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.length;
    if (at + 4 > scratch.length) grow();
    scratch[at] = nameStart;
    scratch[at + 1] = nameEnd;
    scratch[at + 2] = valueStart;
    scratch[at + 3] = valueEnd;
    this.length = at + 4;
  }

  at(index: number): number {
    return scratch[index] ?? 0;
  }

  /** The number that stands so many places before the end, 1 for the last. */
  last(back: number): number {
    return scratch[this.length - back] ?? 0;
  }

  setLast(back: number, value: number): void {
    scratch[this.length - back] = value;
  }

  /** A copy of just what there is. */
  taken(): Int32Array {
    return scratch.slice(0, this.length);
  }
}

function grow(): void {
  const larger = new Int32Array(scratch.length * 2);
  larger.set(scratch);
  scratch = larger;
}
