import { describe, expect, it } from 'vitest';
import { installVendor } from './support/install.ts';
import { fetched, secondsOf } from './support/sounds.ts';
import { useRunware } from './support/use-runware.ts';

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
  const stage = useRunware(async ({ apiKey, baseUrl: httpBaseUrl, socketUrl: wsBaseUrl }): Promise<Client> => {
    const { createClient } = (await sdk?.load<Sdk>('dist/index.js')) as Sdk;
    const opened = await createClient({ apiKey, transportType: transport, httpBaseUrl, wsBaseUrl, maxRetries: 0 });
    await opened.connect();
    return opened;
  });

  it('polls for two covers of a song that it sent along', async () => {
    const results = await stage.client.run({ ...ORDER, inputs: { audio: stage.song.base64 }, numberResults: 2 });
    expect(results.map(({ cost }) => cost)).toEqual([0.15, 0.15]);
    for (const { audioURL } of results) {
      expect(await secondsOf(await fetched(String(audioURL)))).toBeCloseTo(COVER_SECONDS, 0);
    }
  });

  it('finds a finished task in the archive', async () => {
    const [result] = await stage.client.run({ ...ORDER, inputs: { audio: stage.song.url } });
    const [details] = await stage.client.getTaskDetails({ taskUUID: result?.taskUUID });
    expect(details).toMatchObject({ response: { data: [{ audioUUID: result?.audioUUID }] } });
  });

  it('rejects with what is wrong with an order', async () => {
    const refused = stage.client.run({ ...ORDER, positivePrompt: 'short', inputs: { audio: stage.song.url } });
    await expect(refused).rejects.toMatchObject({ code: 'validation', parameter: 'positivePrompt' });
  });

  it('rejects with why a task failed', async () => {
    stage.sandbox.failNext({ code: 'contentPolicyViolation' });
    await expect(stage.client.run({ ...ORDER, inputs: { audio: stage.song.url } })).rejects.toMatchObject({
      code: 'safety',
    });
  });
});
