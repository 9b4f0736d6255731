import type { Job, Settlement, Take } from '../../domain/job.ts';
import { pricedOrderOf } from '../../domain/money/prices.ts';
import { billedMicros } from '../../domain/money/settle-takes.ts';
import { FetchError, UserError } from '../../errors.ts';
import type { Provider, ProviderTake, Results } from '../../providers/port.ts';
import type { Files } from '../../store/port.ts';
import type { Prices } from './prices.ts';
import { type SoundOfTakeDeps, soundOfTake } from './sound-of-take.ts';

/** Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB. */
const LIMITS = { maximumBytes: 120_000_000, totalMs: 300_000, idleMs: 30_000 };

/** A paid result may come late to its link: it is asked for as long as the link lives, and for so long where nobody says how long. */
const PATIENCE_MS = 30 * 60_000;

/** However dead the link is. */
const FEWEST_ATTEMPTS = 5;

/** What is too large, or comes whole and is no audio, may be another page once; not again and again. */
const MOST_UNUSABLE = 3;

const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

export interface KeepTakesDeps extends SoundOfTakeDeps {
  files: Files;
  prices: Pick<Prices, 'billed' | 'believed' | 'billsFailures'>;
  providers: ReadonlyMap<string, { provider: Provider }>;
  /** Told when a take is late, so that nobody has to wait for it who has a turn after it. */
  onLate?: () => void;
}

export type KeptTakes = { kind: 'kept'; takes: Take[]; billedMicros: number } | { kind: 'lost'; settle: Settlement };

/**
 * Brings the results of a paid task into our files. A dead link is asked for anew; a take that cannot be had is left out.
 * `lost` when none could be had: its money is spent, and its takes go back. Rejects with the signal's reason.
 */
export async function keepTakes(
  deps: KeepTakesDeps,
  job: Job,
  stated: Results,
  format: Take['format'],
  signal: AbortSignal,
): Promise<KeptTakes> {
  const { takes: results, failedMicros } = believedResults(deps.prices, job, stated);
  const takes: Take[] = [];
  for (const [index, result] of results.entries()) {
    const take = await keepTake(deps, job, result, index, format, signal);
    if (take) takes.push(take);
  }
  const billed = billedMicros(job, results) + failedMicros;
  if (takes.length === 0) return { kind: 'lost', settle: { kind: 'commit', count: 0, micros: billed } };
  return { kind: 'kept', takes, billedMicros: billed };
}

/** The results with what is believed of their costs. A failed one without a cost counts at its price where it may be billed. */
function believedResults(prices: KeepTakesDeps['prices'], job: Job, results: Results) {
  const { task, wanted } = job;
  const { takes, failedMicros = 0, unpricedFailures = 0 } = results;
  if (!task) return { takes, failedMicros };
  const order = pricedOrderOf(job);
  const unpricedMicros = prices.billsFailures(task) === 'no' ? 0 : unpricedFailures * (task.priceMicros ?? 0);
  return {
    takes: takes.map((take) =>
      take.costMicros === null ? take : { ...take, costMicros: prices.billed(task, order, take.costMicros) },
    ),
    failedMicros: prices.believed(task, failedMicros, wanted.takes) + unpricedMicros,
  };
}

async function keepTake(
  deps: KeepTakesDeps,
  job: Job,
  result: ProviderTake,
  index: number,
  format: Take['format'],
  signal: AbortSignal,
): Promise<Take | undefined> {
  const begunAt = deps.clock.monotonic();
  const seen = new Set<string>();
  let current = result;
  let unusable = 0;
  for (let attempt = 1; ; attempt += 1) {
    const fetched = await fetchTake(current, attempt);
    if (typeof fetched === 'object') return fetched;
    if (fetched === 'unusable') unusable += 1;
    if (fetched === 'unusable again' || unusable >= MOST_UNUSABLE) return undefined;
    if (attempt >= FEWEST_ATTEMPTS && isOver(current)) return undefined;
    deps.onLate?.();
    await deps.clock.sleep(Math.min(PAUSE_MS * attempt, LONGEST_PAUSE_MS), signal);
    const fresh = await relink(deps, job);
    // What came with the answer, and cannot be had again, is what it is.
    if (!fresh && current.source.kind === 'file') return undefined;
    current = fresh ?? current;
  }

  function isOver({ source }: ProviderTake): boolean {
    const isExpired = source.kind === 'link' && source.expiresAt !== null && deps.clock.now() >= source.expiresAt;
    return isExpired || deps.clock.monotonic() - begunAt >= PATIENCE_MS;
  }

  /** `unusable again`: the same bytes will not be audio at another time. */
  async function fetchTake(
    { source, seed, costMicros }: ProviderTake,
    attempt: number,
  ): Promise<Take | 'missing' | 'unusable' | 'unusable again'> {
    let isKnown = false;
    try {
      const file =
        source.kind === 'file'
          ? source.file
          : await deps.files.put({ ...source, kind: 'url', limits: { ...LIMITS, signal } });
      isKnown = seen.has(file.hash);
      seen.add(file.hash);
      const sound = await soundOfTake(deps, file, signal);
      const link = source.kind === 'link' ? { url: source.url, expiresAt: source.expiresAt } : null;
      const { hash, sizeBytes } = file;
      return { hash, sizeBytes, format, seed, costMicros, link, sound, playable: null };
    } catch (error) {
      signal.throwIfAborted();
      if (!isTheFilesFault(error)) throw error;
      deps.log.warn({ err: error, jobId: job.id, take: index + 1, attempt }, 'a take could not be fetched');
      if (!isUnusable(error)) return 'missing';
      return isKnown ? 'unusable again' : 'unusable';
    }
  }

  async function relink({ providers, log }: KeepTakesDeps, { task }: Job) {
    const provider = task && providers.get(task.provider)?.provider;
    if (!task || !provider?.relink) return undefined;
    try {
      return amongThese(await provider.relink(task.ref ?? task.ourId, signal), result, index);
    } catch (error) {
      log.warn({ err: error, jobId: job.id }, 'new links could not be had');
      return undefined;
    }
  }
}

function isTheFilesFault(error: unknown): boolean {
  return error instanceof FetchError || (error instanceof UserError && error.text.key !== 'files.full');
}

/** Whether it came, and cannot be taken. */
function isUnusable(error: unknown): boolean {
  return error instanceof UserError || (error instanceof FetchError && ['tooLarge', 'address'].includes(error.code));
}

/** The same take in another answer: by its name, where there are names, else by its place. */
function amongThese(takes: readonly ProviderTake[], { id }: ProviderTake, index: number): ProviderTake | undefined {
  const areNamed = id !== undefined && takes.some((take) => take.id !== undefined);
  return areNamed ? takes.find((take) => take.id === id) : takes[index];
}
