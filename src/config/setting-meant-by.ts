/** Two letters that changed places, one left out or one too many are a slip; more is another word. */
const MOST_SLIPS = 2;
/** Below this, another name is as near as a misspelt one. */
const SHORTEST_NAME = 6;

/**
 * The setting that was probably meant by a name that is none: spelt almost like it, or made of the same words with some left
 * out or too many (`GUILD_BUDGET_USD` for `GUILD_BUDGET_USD_PER_MONTH`). Undefined where none is near.
 */
export function settingMeantBy(name: string, known: readonly string[]): string | undefined {
  const given = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  const near = known
    .map((setting) => ({ setting, slips: slipsBetween(given, setting) }))
    .filter(({ setting, slips }) => {
      const isSlip = given.length >= SHORTEST_NAME && slips <= MOST_SLIPS && slips < setting.length / 5;
      return given === setting || isSlip || hasSameWords(given, setting);
    });
  return near.toSorted((one, other) => one.slips - other.slips)[0]?.setting;
}

/** All words of the shorter one, two at least, are in the longer one, and both begin with the same. */
function hasSameWords(one: string, other: string): boolean {
  const [shorter = [], longer = []] = [one.split('_'), other.split('_')].toSorted((a, b) => a.length - b.length);
  return shorter.length >= 2 && shorter[0] === longer[0] && shorter.every((word) => longer.includes(word));
}

/** Letters to put in, take out or change to get from one to the other; two that changed places count once. */
function slipsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + change,
        isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(one.length, other.length);
}
