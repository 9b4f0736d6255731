/**
 * From dollars; binary fractions (0.15 × 3) are rounded away. Undefined also for an amount that no record can hold: what a
 * vendor bills must never be what loses a song.
 */
export function microsOf(dollars: number | undefined): number | undefined {
  if (dollars === undefined || !(dollars >= 0)) return undefined;
  const micros = Math.round(dollars * 1_000_000);
  return Number.isSafeInteger(micros) ? micros : undefined;
}
