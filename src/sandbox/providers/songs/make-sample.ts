import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A sample song as an MP3, made in a thread of its own: a second of work is too long for the thread that answers. */
export async function makeSample(id: string): Promise<Uint8Array> {
  const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), { execArgv: [], workerData: id });
  const [data] = (await once(worker, 'message')) as [Uint8Array];
  return data;
}
