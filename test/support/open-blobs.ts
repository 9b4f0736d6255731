import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createLogger } from '../../src/logger.ts';
import type { Blobs } from '../../src/store/files/blobs.ts';
import { openBucket } from '../../src/store/files/open-bucket.ts';
import { type S3StandIn, startS3StandIn } from './s3-stand-in.ts';

/** A folder of the test, which goes with it. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-blobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A bucket, and as many openers of it as are asked for, each with copies of its own. Pauses between attempts pass at once. */
export async function useBucket(options: { cacheBytes?: number; mostInList?: number; prefix?: string } = {}): Promise<{
  server: S3StandIn;
  open(changes?: { endpoint?: string; secretAccessKey?: string; folder?: string }): Promise<Blobs>;
}> {
  const { cacheBytes, mostInList, prefix = 'covers/' } = options;
  const server = await startS3StandIn({ ...(mostInList !== undefined && { mostInList }) });
  const dispatcher = new Agent();
  const clock = createClock();
  onTestFinished(async () => {
    await dispatcher.destroy();
    await server.close();
  });
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = server;
  return {
    server,
    open({ folder = ownFolder(), ...changes } = {}) {
      return openBucket({
        place: { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey, ...changes },
        folder,
        dispatcher,
        signal: new AbortController().signal,
        clock: { ...clock, sleep: (ms, abort) => clock.sleep(ms / 1_000, abort) },
        log: createLogger({ level: 'silent' }),
        ...(cacheBytes !== undefined && { cacheBytes }),
      });
    },
  };
}
