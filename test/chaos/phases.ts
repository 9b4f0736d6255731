import type { Phase } from './plan.ts';

/** MiniMax keeps the paid request open while it makes the cover, so a kill costs most there: it has the smallest share. */
const PHASES = [
  { share: 0.48, providers: ['runware', 'aimlapi', 'minimax'], drawsPictures: false },
  { share: 0.4, providers: ['aimlapi', 'runware', 'minimax'], drawsPictures: false },
  { share: 0.12, providers: ['minimax', 'runware', 'aimlapi'], drawsPictures: true },
] as const;

/** So that each provider is asked first for a part of the wishes. */
export function phasesOf(jobs: number): Phase[] {
  let share = 0;
  return PHASES.map(({ share: own, ...phase }) => {
    const fromWish = Math.round(share * jobs);
    share += own;
    return { fromWish, ...phase };
  });
}

/** Who is asked first for a wish of this number. */
export function phaseAt(phases: readonly Phase[], wish: number): Phase {
  const phase = phases.findLast(({ fromWish }) => fromWish <= wish);
  if (!phase) throw new Error('the first phase begins with the first wish');
  return phase;
}
