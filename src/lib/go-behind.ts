/** Whoever had their turn goes behind the others of the round: a map keeps the order of insertion. Nothing happens to who is not in it. */
export function goBehind<Line>(round: Map<string, Line>, id: string): void {
  const line = round.get(id);
  if (line === undefined) return;
  round.delete(id);
  round.set(id, line);
}
