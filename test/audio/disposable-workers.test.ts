import { existsSync } from 'node:fs';
import { mkdtemp, open as openFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createDisposableWorkers,
  type DisposableWorkers,
  type DisposableWorkersOptions,
} from '../../src/audio/disposable-workers.ts';
import type { UnrulyTask } from '../fixtures/audio/unruly-worker.ts';

const never = new AbortController().signal;
const entry = new URL('../fixtures/audio/unruly-worker.ts', import.meta.url);

let folder: string;
let pool: DisposableWorkers<UnrulyTask, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coverband-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => pool.close(new Error('closed')));

function open({ timeoutMs = 10_000, workers = 2, ...limits }: Partial<DisposableWorkersOptions> = {}) {
  pool = createDisposableWorkers<UnrulyTask, unknown>({ entry, timeoutMs, heapMegabytes: 64, workers, ...limits });
  return pool;
}

describe('a disposable worker', () => {
  it('answers one task and is gone; the next task gets another', async () => {
    open({ workers: 1 });
    const pids: number[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const ended = await pool.run({ do: 'answer' }, never);
      if (ended.kind !== 'answered') throw new Error(ended.kind);
      pids.push((ended.answer as { pid: number }).pid);
    }
    expect(pids[0]).not.toBe(pids[1]);
    await vi.waitFor(() => expect(isAlive(pids[0])).toBe(false));
  });

  it('leaves the processor to whoever answers members', async () => {
    const ended = await open().run({ do: 'answer' }, never);
    expect(ended).toMatchObject({ kind: 'answered' });
    expect((ended as { answer: { priority: number } }).answer.priority).toBeGreaterThan(getPriority());
  });

  it('is killed in the middle of an endless loop when its time is over, and the next one works', async () => {
    open({ timeoutMs: 100, workers: 1 });
    expect(await pool.run({ do: 'loop' }, never)).toEqual({ kind: 'outOfTime' });
    expect(await pool.run({ do: 'answer' }, never)).toMatchObject({ kind: 'answered' });
  });

  it('dies alone when its heap is full, and the next one works', async () => {
    open({ workers: 1 });
    expect(await pool.run({ do: 'exhaust' }, never)).toMatchObject({ kind: 'crashed' });
    expect(await pool.run({ do: 'answer' }, never)).toMatchObject({ kind: 'answered' });
  });

  it('is reported as crashed when it ends without an answer', async () => {
    open();
    expect(await pool.run({ do: 'exit' }, never)).toEqual({ kind: 'crashed', reason: 'it ended by 7' });
  });

  it('sees nothing of the environment, where the secrets are, and may not write files', async () => {
    open();
    const [leak, write] = await Promise.all([
      pool.run({ do: 'leak' }, never),
      pool.run({ do: 'write', path: join(folder, 'written') }, never),
    ]);
    const { environment } = (leak as { answer: { environment: string[] } }).answer;
    expect(environment.filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([]);
    expect(write).toMatchObject({ kind: 'crashed' });
    expect(existsSync(join(folder, 'written'))).toBe(false);
  });

  it('may write to the one file that it was handed', async () => {
    open();
    const path = join(folder, 'handed');
    const file = await openFile(path, 'w');
    expect(await pool.run({ do: 'hand over' }, never, { output: file.fd })).toMatchObject({ kind: 'answered' });
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('handed over');
    expect(await pool.run({ do: 'hand over' }, never)).toMatchObject({ kind: 'crashed' });
  });

  it('reads the file that it was handed, and no other: neither of the bot nor of the system', async () => {
    open();
    const [handed, other] = [join(folder, 'handed in'), join(folder, 'of somebody else')];
    await Promise.all([writeFile(handed, 'a song'), writeFile(other, 'a secret')]);
    const read = (path: string) => pool.run({ do: 'read', path }, never, { input: handed });
    expect(await read(handed)).toEqual({ kind: 'answered', answer: { text: 'a song' } });
    const ofTheBot = fileURLToPath(new URL('../../.env.example', import.meta.url));
    for (const path of [other, ofTheBot, `/proc/${process.pid}/environ`, '/proc/self/environ', '/etc/hostname']) {
      expect(await read(path)).toMatchObject({ kind: 'crashed' });
    }
  });

  it('is looked at without the right to write, before and after it was handed a song', async () => {
    open();
    const path = join(folder, 'forbidden');
    expect(await pool.run({ do: 'try to write', path }, never)).toEqual({
      kind: 'answered',
      answer: { mayWrite: false, failure: 'ERR_ACCESS_DENIED' },
    });
    expect(existsSync(path)).toBe(false);
  });

  it('may start no process and no thread, and load no native code', async () => {
    open();
    const answer = { process: 'ERR_ACCESS_DENIED', thread: 'ERR_ACCESS_DENIED', addon: 'ERR_DLOPEN_DISABLED' };
    expect(await pool.run({ do: 'break out' }, never)).toEqual({ kind: 'answered', answer });
  });

  it('leaves compiled code for the next one, but nothing once it was given its task', async () => {
    const cacheFolder = join(folder, 'cache');
    const kept = async () => (await readdir(cacheFolder, { recursive: true })).sort();
    open({ cacheFolder });
    await pool.run({ do: 'answer' }, never);
    const before = await kept();
    expect(before.length).toBeGreaterThan(3);
    const ended = await pool.run({ do: 'poison' }, never);
    expect(ended).toMatchObject({ answer: { byHand: ['ERR_ACCESS_DENIED', 'ENOENT'] } });
    expect((ended as { answer: { folder: string } }).answer.folder).toContain(join(cacheFolder, 'doors'));
    expect(await kept()).toEqual(before);
  });

  it('works without a cache where none can be kept', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    open({ cacheFolder: blocked });
    expect(await pool.run({ do: 'answer' }, never)).toMatchObject({ kind: 'answered' });
  });

  // Only Linux tells how much memory another process takes.
  it.runIf(existsSync('/proc/self/status'))('is ended when it takes memory that its heap does not count', async () => {
    open({ memoryMegabytes: 200 });
    expect(await pool.run({ do: 'hoard' }, never)).toEqual({ kind: 'crashed', reason: 'it took too much memory' });
  });

  it('is killed when nobody wants its answer any more', async () => {
    open({ workers: 1 });
    const unwanted = new AbortController();
    const running = pool.run({ do: 'loop' }, unwanted.signal);
    const waiting = pool.run({ do: 'answer' }, never);
    unwanted.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    // It was waiting for the only place, so this also shows that the first process is gone.
    expect(await waiting).toMatchObject({ kind: 'answered' });
  });

  it('rejects for what runs, waits and comes later once all is closed', async () => {
    open({ workers: 1 });
    const outcomes = Promise.allSettled([pool.run({ do: 'loop' }, never), pool.run({ do: 'answer' }, never)]);
    await pool.close(new Error('closed'));
    const later = pool.run({ do: 'answer' }, never);
    await expect(later).rejects.toThrow('closed');
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'closed' } });
  });

  it('rejects when its program cannot be loaded, which is no fault of the task', async () => {
    pool = createDisposableWorkers<UnrulyTask, unknown>({
      entry: new URL('no-such-worker.ts', entry),
      timeoutMs: 10_000,
      heapMegabytes: 64,
      workers: 1,
    });
    await expect(pool.run({ do: 'answer' }, never)).rejects.toThrow('a worker could not start');
  });
});

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
