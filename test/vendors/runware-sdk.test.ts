import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { installVendor } from './support/install.ts';
import { serveSong } from './support/serve-song.ts';
import { fetched, secondsOf } from './support/sounds.ts';

const sdk = await installVendor('@runware/sdk', '1.6.8');

type Fields = Record<string, unknown>;

interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  run(order: Fields): Promise<Fields[]>;
  getTaskDetails(order: Fields): Promise<Fields[]>;
}

interface Sdk {
  createClient(options: Fields): Promise<Client>;
}

const ORDER = {
  taskType: 'audioInference',
  model: 'minimax:music@cover',
  positivePrompt: 'retro Motown roller-rink soul cover',
  includeCost: true,
};
/** What `renderQuickly` makes. */
const COVER_SECONDS = 7;

describe.skipIf(!sdk).each(['rest', 'websocket'])("Runware's own client, @runware/sdk 1.6.8, over %s", (transport) => {
  let sandbox: RunwareSandbox;
  let song: { base64: string; url: string };
  let client: Client;

  const connect = async (apiKey = sandbox.apiKey): Promise<Client> => {
    const { createClient } = (await sdk?.load<Sdk>('dist/index.js')) as Sdk;
    const addresses = { httpBaseUrl: sandbox.baseUrl, wsBaseUrl: sandbox.socketUrl };
    const opened = await createClient({ apiKey, transportType: transport, ...addresses, maxRetries: 0 });
    await opened.connect();
    return opened;
  };

  beforeAll(async () => {
    sandbox = await startRunwareSandbox({
      clock: createClock(),
      render: renderQuickly,
      measure: measureSong,
      settings: { generationMs: 0, resultStaggerMs: 0 },
    });
    const { data } = await songOf(10);
    song = { base64: Buffer.from(data).toString('base64'), url: await serveSong(data) };
    client = await connect();
  });

  afterAll(async () => {
    await client?.disconnect();
    await sandbox?.close();
  });

  it('polls for two covers of a song that it sent along', async () => {
    const results = await client.run({ ...ORDER, inputs: { audio: song.base64 }, numberResults: 2 });
    expect(results.map(({ cost }) => cost)).toEqual([0.15, 0.15]);
    for (const { audioURL } of results) {
      expect(await secondsOf(await fetched(String(audioURL)))).toBeCloseTo(COVER_SECONDS, 0);
    }
  });

  it('finds a finished task in the archive', async () => {
    const [result] = await client.run({ ...ORDER, inputs: { audio: song.url } });
    const [details] = await client.getTaskDetails({ taskUUID: result?.taskUUID });
    expect(details).toMatchObject({ response: { data: [{ audioUUID: result?.audioUUID }] } });
  });

  it('rejects with what is wrong with an order', async () => {
    const refused = client.run({ ...ORDER, positivePrompt: 'short', inputs: { audio: song.url } });
    await expect(refused).rejects.toMatchObject({ code: 'validation', parameter: 'positivePrompt' });
  });

  it('rejects with why a task failed', async () => {
    sandbox.failNext({ code: 'contentPolicyViolation' });
    await expect(client.run({ ...ORDER, inputs: { audio: song.url } })).rejects.toMatchObject({ code: 'safety' });
  });
});
