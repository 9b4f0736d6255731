import type { Level } from './port.ts';

/** The same levels in another number of equal steps; a step that holds none of them repeats the nearest before it. */
export function regroup(levels: readonly Level[], count: number): Level[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * levels.length) / count);
    const until = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / count));
    return merge(levels.slice(from, until));
  });
}

function merge(levels: readonly Level[]): Level {
  const meanSquare = levels.reduce((sum, { rms }) => sum + rms * rms, 0) / levels.length;
  return { peak: Math.max(...levels.map(({ peak }) => peak)), rms: Math.sqrt(meanSquare) };
}
