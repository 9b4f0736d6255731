import { afterAll, beforeAll } from 'vitest';
import { createClock } from '../../../src/clock.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../../src/sandbox/providers/runware.ts';
import { measureSong, renderQuickly, songOf } from '../../support/sounds.ts';
import { serveSong } from './serve-song.ts';

export interface VendorStage<Client> {
  sandbox: RunwareSandbox;
  song: { base64: string; url: string };
  client: Client;
}

/** The stand-in for Runware for the tests of a block, with a song and a client of the vendor's that is connected. */
export function useRunware<Client extends { disconnect(): Promise<void> }>(
  connect: (sandbox: RunwareSandbox) => Promise<Client>,
): VendorStage<Client> {
  const stage = {} as VendorStage<Client>;

  beforeAll(async () => {
    stage.sandbox = await startRunwareSandbox({
      clock: createClock(),
      render: renderQuickly,
      measure: measureSong,
      settings: { generationMs: 0, resultStaggerMs: 0 },
    });
    const { data } = await songOf(10);
    stage.song = { base64: Buffer.from(data).toString('base64'), url: await serveSong(data) };
    stage.client = await connect(stage.sandbox);
  });

  afterAll(async () => {
    await stage.client?.disconnect();
    await stage.sandbox?.close();
  });

  return stage;
}
