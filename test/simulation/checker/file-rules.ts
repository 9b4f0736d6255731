import type { Job } from '../../../src/domain/job.ts';
import type { Life } from '../life.ts';
import { type Check, filesOf, isClockSet } from './seen.ts';

const DAY_MS = 24 * 3_600_000;
/** Between two sweeps, and until one is over. */
const SWEPT_WITHIN_MS = 30 * 60_000;

/** Once, at least. */
const SWEPT_ONCE_MS = 15 * 60_000;

/** Songs and covers are kept as long as somebody may want them, and no longer. */
export const fileRules = {
  'no file that is in use is gone': ({ life }) => {
    // Where there is room for few, covers make room for what is made.
    if (isFull(life)) return [];
    return life.jobs.flatMap((job) => {
      const { id, takes, delivery } = job;
      if (life.forgotten.has(id) || isOld(job, life)) return [];
      // With its message, which somebody may have deleted with its channel, a cover goes.
      const messageId = delivery?.messageId ?? null;
      if (takes.length === 0 || (messageId !== null && !life.messages.has(messageId))) return [];
      return heldBy(job)
        .filter((hash) => !life.kept.has(hash))
        .map((hash) => `${hash} is gone, and ${id} has it`);
    });
  },

  'no file that a job on its way needs is gone': ({ life }) =>
    life.jobs
      .filter(({ failure }) => failure?.key === 'files.gone')
      .map(({ id }) => `${id} failed, for its files were gone`),

  'files that nobody has used for days are gone': ({ life }) => {
    if (mayBeWrong(life) || !isSwept(life)) return [];
    const before = life.endedAt - keptMs(life) - SWEPT_WITHIN_MS;
    return [...life.kept].filter(([, { usedAt }]) => usedAt < before).map(([hash]) => `${hash} is still there`);
  },

  'no more is kept than there is room for': ({ life }) => {
    if (!isFull(life) || !isSwept(life)) return [];
    const bytes = [...life.kept.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const most = life.config.filesMaximumBytes;
    return bytes <= most ? [] : [`${bytes} bytes are kept, of ${most}`];
  },

  'what nobody has any more is gone': ({ life }) => {
    if (mayBeWrong(life) || !isSwept(life) || life.plan.places > 1) return [];
    const had = new Set(life.jobs.filter(({ id }) => !life.forgotten.has(id)).flatMap(heldBy));
    const before = life.endedAt - UNHELD_MS;
    return [...life.kept]
      .filter(([hash, { usedAt }]) => !had.has(hash) && usedAt < before)
      .map(([hash]) => `${hash} is nobody's, and still there`);
  },
} satisfies Record<string, Check>;

/** So long it may be about to be used, or in what somebody has not asked for yet. */
const UNHELD_MS = 25 * 3_600_000;

function keptMs({ config }: Life): number {
  return config.keepFilesDays * DAY_MS;
}

/** A file is as young as its last use, which is no earlier than the end of its job. */
function isOld({ timeline }: Job, life: Life): boolean {
  return (timeline.at(-1)?.at ?? 0) < life.endedAt - keptMs(life);
}

function isFull({ config }: Life): boolean {
  return config.filesMaximumBytes < 1_000_000;
}

/** Whose clock was set may take any file for old, or for young. */
function mayBeWrong({ plan }: Life): boolean {
  return isClockSet(plan);
}

/** Whether a run was there at the end, and for long enough. */
function isSwept({ events, endedAt }: Life): boolean {
  const changes = events.flatMap((event) => (event.kind === 'incarnation' && event.at < endedAt ? [event] : []));
  const ended = new Set(changes.flatMap(({ number, how }) => (how === 'killed' || how === 'stopped' ? [number] : [])));
  return changes.some(({ number, how, at }) => how === 'begun' && at < endedAt - SWEPT_ONCE_MS && !ended.has(number));
}

function heldBy(job: Job): string[] {
  const made = job.takes.flatMap(({ finished, playable }) => [finished?.hash, playable?.hash]);
  return [...filesOf(job), job.waveform?.hash, ...made].filter((hash) => hash !== undefined);
}
