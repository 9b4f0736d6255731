/** From dollars; binary fractions (0.15 × 3) are rounded away. */
export function microsOf(dollars: number | undefined): number | undefined {
  return dollars === undefined || !(dollars >= 0) ? undefined : Math.round(dollars * 1_000_000);
}
