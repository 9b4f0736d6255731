import { accepted } from './chapters/accepted.ts';
import { askedOnce } from './chapters/asked-once.ts';
import { fair } from './chapters/fair.ts';
import { files } from './chapters/files.ts';
import { leaks } from './chapters/leaks.ts';
import { moves } from './chapters/moves.ts';
import { oneWinner } from './chapters/one-winner.ts';
import { postedOnce } from './chapters/posted-once.ts';
import { quota } from './chapters/quota.ts';
import { rights } from './chapters/rights.ts';
import { shutdown } from './chapters/shutdown.ts';
import { strangers } from './chapters/strangers.ts';
import type { ChapterRules, Rule } from './rule.ts';

const chapters: Readonly<Record<string, ChapterRules>> = {
  'Accepted is never lost': accepted,
  'One winner': oneWinner,
  'Asked once': askedOnce,
  'Posted once': postedOnce,
  Quota: quota,
  Fair: fair,
  'Nothing leaks': leaks,
  Strangers: strangers,
  Rights: rights,
  Shutdown: shutdown,
  Files: files,
  Moves: moves,
};

/** The rules that keep work and money safe. Each has a test that fails when it is taken out. */
export const rules: readonly Rule[] = Object.entries(chapters).flatMap(([chapter, own]) =>
  own.map((rule) => ({ chapter, ...rule })),
);
