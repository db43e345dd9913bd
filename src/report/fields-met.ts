/** Fields that met the slots of a model -> how many slots each field has met, and what they weigh. */

export interface FieldsMet {
  /** @param place of the slot, 0 .. slots - 1 */
  add(place: number, field: number): void;
  /** Of each field, the sum of a number over the slots that it met; a slot that several met counts for each. */
  sums(numberOf: (place: number) => number): Float64Array;
}

const NONE = 0xffff_ffff;

/** A word a slot for the first field that met it, and an entry of a set for each further one, which are few. */
export function fieldsMet(fields: number, slots: number): FieldsMet {
  const first = new Uint32Array(slots).fill(NONE);
  const further = new Set<number>();
  return {
    add(place, field) {
      if (first[place] === field) return;
      if (first[place] === NONE) first[place] = field;
      else further.add(place * fields + field);
    },
    sums(numberOf) {
      const sums = new Float64Array(fields);
      first.forEach((field, place) => {
        if (field !== NONE) sums[field] += numberOf(place);
      });
      for (const key of further) sums[key % fields] += numberOf(Math.floor(key / fields));
      return sums;
    },
  };
}
