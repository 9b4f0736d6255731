import { afterEach, describe, expect, it } from 'vitest';
import type { RunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { installVendor } from './support/install.ts';
import { fetched, secondsOf } from './support/sounds.ts';
import { useRunware } from './support/use-runware.ts';

const sdk = await installVendor('@runware/sdk-js', '1.3.2');

type Fields = Record<string, unknown>;

interface Client {
  audioInference(order: Fields): Promise<Fields | Fields[]>;
  mediaStorage(order: Fields): Promise<Fields>;
  getResponse(order: Fields): Promise<Fields[]>;
  getTaskDetails(order: Fields): Promise<Fields>;
  disconnect(): Promise<void>;
}

interface Sdk {
  Runware: { initialize(options: Fields): Promise<Client> };
}

const ORDER = {
  model: 'minimax:music@cover',
  positivePrompt: 'retro Motown roller-rink soul cover',
  outputType: 'URL',
  outputFormat: 'MP3',
  includeCost: true,
};
/** What `renderQuickly` makes. */
const COVER_SECONDS = 7;

async function connect({ apiKey, socketUrl }: Pick<RunwareSandbox, 'apiKey' | 'socketUrl'>): Promise<Client> {
  const { Runware } = (await sdk?.load<Sdk>('dist/index.js')) as Sdk;
  const options = { apiKey, url: socketUrl, shouldReconnect: false, globalMaxRetries: 1 };
  return await Runware.initialize({ ...options, timeoutDuration: 10_000 });
}

describe.skipIf(!sdk)("Runware's own client, @runware/sdk-js 1.3.2, over WebSocket", () => {
  const stage = useRunware(connect);

  afterEach(() => Object.assign(stage.sandbox.settings, { generationMs: 0, socketFrames: 'perTask' }));

  const coversOf = async (changes: Fields): Promise<Fields[]> =>
    [await stage.client.audioInference({ ...ORDER, inputs: { audio: stage.song.base64 }, ...changes })].flat();

  const expectToSound = async (results: readonly Fields[]) => {
    for (const { audioURL } of results) {
      expect(await secondsOf(await fetched(String(audioURL)))).toBeCloseTo(COVER_SECONDS, 0);
    }
  };

  it('polls for two covers of a song that it sent along as bare base64', async () => {
    stage.sandbox.settings.generationMs = 1_000;
    const results = await coversOf({ deliveryMethod: 'async', numberResults: 2 });
    expect(results).toHaveLength(2);
    expect(new Set(results.map(({ audioUUID }) => audioUUID)).size).toBe(2);
    expect(results.map(({ cost, status }) => [cost, status])).toEqual(Array(2).fill([0.15, 'success']));
    await expectToSound(results);
  });

  it.each(['perTask', 'perResult'] as const)('is handed two covers at once, in frames %s', async (socketFrames) => {
    stage.sandbox.settings.socketFrames = socketFrames;
    const results = await coversOf({ deliveryMethod: 'sync', numberResults: 2 });
    expect(results).toHaveLength(2);
    await expectToSound(results);
  });

  it('uploads a song, and has it covered by its id', async () => {
    const stored = await stage.client.mediaStorage({ operation: 'upload', media: stage.song.base64 });
    expect(stored.mediaURL).toMatch(/\.wav$/);
    await expectToSound(await coversOf({ deliveryMethod: 'async', inputs: { audio: stored.mediaUUID } }));
  });

  it('has a song covered that lies behind a link', async () => {
    await expectToSound(await coversOf({ deliveryMethod: 'async', inputs: { audio: stage.song.url } }));
  });

  it.each([
    ['base64Data', 'audioBase64Data', ''],
    ['dataURI', 'audioDataURI', 'data:audio/mpeg;base64,'],
  ])('gets the sound itself as %s', async (outputType, field, head) => {
    const [result] = await coversOf({ deliveryMethod: 'async', outputType });
    const text = String(result?.[field]);
    expect(text.slice(0, head.length)).toBe(head);
    expect(await secondsOf(Buffer.from(text.slice(head.length), 'base64'))).toBeCloseTo(COVER_SECONDS, 0);
  });

  it('is told that a task was taken, and asks for it by itself', async () => {
    const [taken] = await coversOf({ deliveryMethod: 'async', skipResponse: true });
    const taskUUID = taken?.taskUUID;
    const results = await stage.client.getResponse({ taskUUID });
    expect(results).toMatchObject([{ taskUUID, status: 'success' }]);
    const details = await stage.client.getTaskDetails({ taskUUID });
    expect(details).toMatchObject({
      taskType: 'getTaskDetails',
      taskUUID,
      request: [{ model: ORDER.model, positivePrompt: ORDER.positivePrompt }],
      response: { data: [{ taskUUID, audioURL: expect.any(String) }] },
    });
  });

  it('rejects with what is wrong with an order, and pays nothing', async () => {
    const paid = stage.sandbox.paidRequests();
    const refused = coversOf({ deliveryMethod: 'async', positivePrompt: 'short' });
    await expect(refused).rejects.toMatchObject({
      error: { code: 'invalidPositivePromptLength', parameter: 'positivePrompt' },
    });
    expect(stage.sandbox.paidRequests()).toBe(paid);
  });

  it('rejects with why a task failed', async () => {
    stage.sandbox.failNext({ code: 'timeoutProvider' });
    await expect(coversOf({ deliveryMethod: 'async' })).rejects.toMatchObject({
      error: { code: 'timeoutProvider' },
    });
  });

  it('rejects for a task that nobody knows', async () => {
    const asked = stage.client.getTaskDetails({ taskUUID: '4f5d4b0e-8d2c-4c7c-9d0e-0b6f6f6f6f6f' });
    await expect(asked).rejects.toMatchObject({ error: { code: 'taskNotFound', taskType: 'getTaskDetails' } });
  });

  it('does not get in with a wrong key', async () => {
    await expect(connect({ ...stage.sandbox, apiKey: 'a-wrong-key' })).rejects.toBeDefined();
  });
});
