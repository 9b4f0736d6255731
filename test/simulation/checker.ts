import { fileRules } from './checker/file-rules.ts';
import { helloRules } from './checker/hello-rules.ts';
import { lyricsRules } from './checker/lyrics-rules.ts';
import { moneyRules } from './checker/money-rules.ts';
import { postRules } from './checker/post-rules.ts';
import { privacyRules } from './checker/privacy-rules.ts';
import { requestRules } from './checker/request-rules.ts';
import { look } from './checker/seen.ts';
import { serverRules } from './checker/server-rules.ts';
import { turnRules } from './checker/turn-rules.ts';
import { wordRules } from './checker/word-rules.ts';
import { workRules } from './checker/work-rules.ts';
import type { Life } from './life.ts';

/**
 * What must be true of every life, by what the outside saw of it – requests, messages, bills – and by the books at its end. Nothing in
 * these rules knows how the bot works.
 */
const rules = {
  ...workRules,
  ...moneyRules,
  ...requestRules,
  ...postRules,
  ...turnRules,
  ...wordRules,
  ...lyricsRules,
  ...privacyRules,
  ...serverRules,
  ...helloRules,
  ...fileRules,
};

export type RuleName = keyof typeof rules;

export interface Violation {
  rule: RuleName | 'every life can be lived';
  what: string;
}

export function check(life: Life): Violation[] {
  const seen = look(life);
  return (Object.keys(rules) as RuleName[]).flatMap((rule) => rules[rule](seen).map((what) => ({ rule, what })));
}
