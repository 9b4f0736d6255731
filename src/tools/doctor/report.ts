import { styleText } from 'node:util';
import type { Finding } from './finding.ts';

type Style = Parameters<typeof styleText>[0];

const SIGNS: Readonly<Record<Finding['state'], readonly [sign: string, style: Style]>> = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  skipped: ['–', 'dim'],
};

/** Longer names stand out. */
const NAME_WIDTH = 16;

/** A finding for people, in one line or two; in colours where `stream` shows them. */
export function describeFinding({ name, state, detail, whatToDo }: Finding, stream: NodeJS.WriteStream): string {
  const [sign, style] = SIGNS[state];
  const line = `${styleText(style, sign, { stream })} ${name.padEnd(NAME_WIDTH)} ${plain(detail)}`;
  return whatToDo === null ? line : `${line}\n  ${' '.repeat(NAME_WIDTH)} → ${plain(whatToDo)}`;
}

/** What all of them come to. */
export function describeAll(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  if (count('fail') > 0) return `${count('fail')} to be put right, ${count('warn')} to look at.`;
  return count('warn') > 0 ? `It works; ${count('warn')} to look at.` : 'All is well.';
}

/** Names from elsewhere, such as of a forum's tags, move no cursor. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
