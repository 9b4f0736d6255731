import type { Job, Settlement, Take } from '../domain/job.ts';
import { billedMicros } from '../domain/settle-takes.ts';
import { FetchError, UserError } from '../errors.ts';
import type { Provider, ProviderTake, Results } from '../providers/port.ts';
import type { Files } from '../store/port.ts';
import type { Prices } from './prices.ts';
import { type SoundOfTakeDeps, soundOfTake } from './sound-of-take.ts';

/** Six minutes of 24-bit stereo WAV at 48 kHz are 104 MB. */
const LIMITS = { maximumBytes: 120_000_000, totalMs: 300_000, idleMs: 30_000 };

const ATTEMPTS = 5;
const PAUSE_MS = 5_000;

export interface KeepTakesDeps extends SoundOfTakeDeps {
  files: Files;
  prices: Pick<Prices, 'billed' | 'believed' | 'billsFailures'>;
  providers: ReadonlyMap<string, { provider: Provider }>;
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
function believedResults(prices: KeepTakesDeps['prices'], { task, wanted }: Job, results: Results) {
  const { takes, failedMicros = 0, unpricedFailures = 0 } = results;
  if (!task) return { takes, failedMicros };
  const unpricedMicros = prices.billsFailures(task) === 'no' ? 0 : unpricedFailures * (task.priceMicros ?? 0);
  return {
    takes: takes.map((take) =>
      take.costMicros === null ? take : { ...take, costMicros: prices.billed(task, take.costMicros) },
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
  let current = result;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const { source } = current;
      const file = source.kind === 'file' ? source.file : await deps.files.keep(source.url, { ...LIMITS, signal });
      const sound = await soundOfTake(deps, file, signal);
      return {
        hash: file.hash,
        sizeBytes: file.sizeBytes,
        format,
        seed: current.seed,
        costMicros: current.costMicros,
        link: source.kind === 'link' ? { url: source.url, expiresAt: source.expiresAt } : null,
        sound,
        playable: null,
      };
    } catch (error) {
      signal.throwIfAborted();
      const isTheFilesFault =
        error instanceof FetchError || (error instanceof UserError && error.text.key !== 'files.full');
      if (!isTheFilesFault) throw error;
      deps.log.warn({ err: error, jobId: job.id, take: index + 1, attempt }, 'a take could not be fetched');
    }
    await deps.clock.sleep(PAUSE_MS * attempt, signal);
    const fresh = await relink(deps, job);
    // What came with the answer, and cannot be had again, is what it is.
    if (!fresh && current.source.kind === 'file') return undefined;
    current = fresh ?? current;
  }
  return undefined;

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

/** The same take in another answer: by its name, where there are names, else by its place. */
function amongThese(takes: readonly ProviderTake[], { id }: ProviderTake, index: number): ProviderTake | undefined {
  const areNamed = id !== undefined && takes.some((take) => take.id !== undefined);
  return areNamed ? takes.find((take) => take.id === id) : takes[index];
}
