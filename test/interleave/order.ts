export type Who = 'A' | 'B';

/** A part of an order: who goes on, for how many statements, and what happens to them then. */
export interface Part {
  who: Who;
  /** Infinity: until they are done, or wait for somebody. */
  steps: number;
  /** Their connection ends, or they stand still until the other one is done. */
  fault?: 'killed' | 'standing';
}

const SIGNS = { killed: '!', standing: '~' } as const;

/** Such as `A3.B2` or `A4!`: what comes after it is the other's, and then whoever can go on. */
export function tellOrder(parts: readonly Part[]): string {
  return parts
    .map(({ who, steps, fault }) => `${who}${Number.isFinite(steps) ? steps : '*'}${fault ? SIGNS[fault] : ''}`)
    .join('.');
}

/** Throws where it is none. */
export function readOrder(text: string): Part[] {
  return text.split('.').map((part) => {
    const [, who, steps, sign] = /^([AB])(\d+|\*)([!~]?)$/.exec(part) ?? [];
    if (who !== 'A' && who !== 'B') throw new RangeError(`${text} is no order`);
    const fault = sign === '!' ? 'killed' : sign === '~' ? 'standing' : undefined;
    return { who, steps: steps === '*' ? Number.POSITIVE_INFINITY : Number(steps), ...(fault && { fault }) };
  });
}

export function otherThan(who: Who): Who {
  return who === 'A' ? 'B' : 'A';
}
