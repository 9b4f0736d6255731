import type { Cover } from '../../../domain/cover.ts';
import type { Job } from '../../../domain/job.ts';
import { type Branch, branchesOf } from '../../../domain/lineage.ts';
import { text } from '../../../locales/text.ts';
import { mention, messageLink, songName } from '../parts/job-facts.ts';
import { oneLine } from '../parts/user-text.ts';
import { CONTENT_MAXIMUM, type View, viewOf } from '../view.ts';

const STYLE_MAXIMUM = 50;
/** More lines than this never fit, as each has a link. */
const LINES_MAXIMUM = 25;
/** Covers between the one that is asked for and the first one shown. */
const ANCESTORS_MAXIMUM = 4;
/** Below the first one shown. */
const DEPTH_MAXIMUM = 8;
/** Discord takes away other spaces at the beginning of a line. */
const INDENT = '\u00A0'.repeat(4);

export interface TreeEntry {
  job: Job;
  cover: Cover;
}

export interface TreeViewOptions {
  locale: string;
  asked: TreeEntry;
  /** All that go back to the same reference, oldest first, with the one that is asked for. */
  family: readonly TreeEntry[];
}

type TreeBranch = Branch<TreeEntry>;

interface Drawing {
  locale: string;
  askedId: string;
  shown: ReadonlySet<TreeBranch>;
}

/** What was made of a reference, each cover below the one that it was made from; around the one that is asked for. */
export function treeView({ locale, asked, family }: TreeViewOptions): View {
  const roots = branchesOf(family);
  const askedId = asked.job.id;
  const path = pathTo(roots, askedId);
  const start = path.slice(-ANCESTORS_MAXIMUM - 1);
  const before = path.length - start.length;
  const title = text(locale, 'tree.title', { song: songName(asked.job) });
  const head = [title, ...(before === 0 ? [] : [text(locale, 'tree.before', { count: before })])];
  const tops = before === 0 ? roots : start.slice(0, 1);

  const order = inOrderOfWorth(start, tops);
  for (let count = Math.min(order.length, LINES_MAXIMUM); count > 1; count -= 1) {
    const shown = new Set(order.slice(0, count));
    const content = [...head, ...linesOf(tops, 0, { locale, askedId, shown })].join('\n');
    if (content.length <= CONTENT_MAXIMUM) return viewOf([content]);
  }
  return viewOf([...head, entryLine(asked, 0, { locale, askedId })]);
}

/** From a root down to a cover; empty where it is not there. */
function pathTo(roots: readonly TreeBranch[], id: string): TreeBranch[] {
  const parents = new Map<TreeBranch, TreeBranch>();
  let found: TreeBranch | undefined;
  for (const branch of allBelow(roots)) {
    for (const child of branch.children) parents.set(child, branch);
    if (branch.entry.job.id === id) found = branch;
  }
  const path: TreeBranch[] = [];
  for (let branch = found; branch; branch = parents.get(branch)) path.unshift(branch);
  return path;
}

/** Those that must be shown first: the way to the asked one, what was made from it, and then the rest, level by level. */
function inOrderOfWorth(path: readonly TreeBranch[], tops: readonly TreeBranch[]): TreeBranch[] {
  const asked = path.at(-1);
  return [...new Set([...path, ...allBelow(asked ? [asked] : []), ...allBelow(tops)])];
}

/** Level by level. */
function allBelow(branches: readonly TreeBranch[]): TreeBranch[] {
  const all = [...branches];
  // The list grows while it is walked.
  for (const branch of all) all.push(...branch.children);
  return all;
}

function linesOf(branches: readonly TreeBranch[], depth: number, drawing: Drawing): string[] {
  const visible = depth > DEPTH_MAXIMUM ? [] : branches.filter((branch) => drawing.shown.has(branch));
  const hidden = allBelow(branches.filter((branch) => !visible.includes(branch)));
  const lines = visible.flatMap((branch) => [
    entryLine(branch.entry, depth, drawing),
    ...linesOf(branch.children, depth + 1, drawing),
  ]);
  if (hidden.length === 0) return lines;
  return [...lines, `${INDENT.repeat(depth)}${text(drawing.locale, 'list.more', { count: hidden.length })}`];
}

function entryLine(
  { job, cover }: TreeEntry,
  depth: number,
  { locale, askedId }: Pick<Drawing, 'locale' | 'askedId'>,
): string {
  const style = job.style === null ? '' : oneLine(job.style, STYLE_MAXIMUM);
  const line = text(locale, 'tree.entry', {
    style: style || text(locale, 'tree.noStyle'),
    mention: mention(job.requester.id),
    at: cover.postedAt,
    isAsked: job.id === askedId,
    votes: cover.votes,
    link: messageLink(cover, cover.messageId),
  });
  return `${INDENT.repeat(depth)}└ ${line}`;
}
