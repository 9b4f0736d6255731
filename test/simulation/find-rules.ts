import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breakRule } from '../rules/break-rule.ts';
import { copyRepository } from '../rules/copy-repository.ts';
import type { Rule } from '../rules/rule.ts';
import { findAimed } from './find-aimed.ts';
import type { Place } from './passages.ts';
import type { Anchor } from './reach.ts';
import { runLives } from './run-lives.ts';

/** Chapters whose rules lives can break: what they say of strangers, rights and secrets is for others to find. */
const CHAPTERS: ReadonlySet<string> = new Set([
  'Accepted is never lost',
  'One winner',
  'Asked once',
  'Posted once',
  'Quota',
  'Fair',
  'Shutdown',
  'Files',
]);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** In so many lives, spread over all of them, it is looked at what they come to. */
const LOOKED_AT = 100;

/** In so many of those that come to a rule's code most often, things are made to happen around it: some fifteen lives each. */
const AIMED_AT = 6;

export const isFoundAgain = ({ chapter }: Rule): boolean => CHAPTERS.has(chapter);

export interface FoundRule {
  rule: Rule;
  /** The seed and the rule of the checker that noticed. */
  noticedBy: string | undefined;
  /** Why it cannot be. */
  why: string | undefined;
}

/**
 * Breaks one rule after the other, in a copy of the repository, and looks whether any of so many lives notices: those first that come to
 * its code most often. Where none does, runs end, stand still or are met by a member right there, in some of them.
 */
export async function findRules(
  rules: readonly Rule[],
  { seeds, workers }: { seeds: readonly number[]; workers: number },
  tell: (found: FoundRule) => void,
): Promise<FoundRule[]> {
  const reached = await reachOf(rules.map(anchorOf), seeds, workers);
  const { folder, remove } = copyRepository();
  const worker = join(folder, 'test/simulation/worker.ts');
  const found: FoundRule[] = [];
  try {
    for (const [index, rule] of rules.entries()) {
      const countOf = (seed: number) => reached.get(seed)?.[index] ?? 0;
      const isReached = seeds.some((seed) => countOf(seed) > 0);
      // Of those that were not looked at, nobody knows.
      const ordered = seeds
        .filter((seed) => !reached.has(seed) || countOf(seed) > 0)
        .toSorted((one, other) => countOf(other) - countOf(one));
      const mend = breakRule(folder, rule);
      const aim = {
        place: placeOf(folder, rule),
        seeds: ordered.slice(0, AIMED_AT),
        workers,
        broken: folder,
        whole: ROOT,
      };
      const noticedBy = isReached
        ? ((await firstToNotice(worker, ordered, workers)) ?? (await findAimed(aim)))
        : undefined;
      mend();
      const one = { rule, noticedBy, why: isReached ? undefined : 'nobody comes to it' };
      found.push(one);
      tell(one);
    }
  } finally {
    remove();
  }
  return found;
}

/** The middle of what stands in the place that is broken. */
function anchorOf({ file, from }: Rule): Anchor {
  const offset = readFileSync(join(ROOT, file), 'utf8').indexOf(from) + Math.floor(from.length / 2);
  return { file, offset };
}

/** Where what is broken begins, in the copy: what is before it stays as it is. */
function placeOf(folder: string, { file, from }: Rule): Place {
  const [before = ''] = readFileSync(join(ROOT, file), 'utf8').split(from, 1);
  const lines = before.split('\n');
  return { path: join(folder, file), line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

async function reachOf(
  anchors: readonly Anchor[],
  seeds: readonly number[],
  workers: number,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const reached = new Map<number, readonly number[]>();
  const every = Math.ceil(seeds.length / LOOKED_AT);
  await runLives({
    seeds: seeds.filter((_, index) => index % every === 0),
    workers,
    keepsGoing: true,
    anchors,
    onOutcome: ({ seed, reached: own = [] }) => void reached.set(seed, own),
  });
  return reached;
}

async function firstToNotice(worker: string, seeds: readonly number[], workers: number): Promise<string | undefined> {
  let noticed: string | undefined;
  try {
    await runLives({
      seeds,
      workers,
      keepsGoing: false,
      worker,
      onOutcome({ seed, violations: [first] }) {
        if (first) noticed ??= `seed ${seed}: ${first.rule}: ${first.what.slice(0, 120)}`;
      },
    });
  } catch (error) {
    // It cannot even be loaded, or goes round in circles for good.
    return noticed ?? String(error);
  }
  return noticed;
}
