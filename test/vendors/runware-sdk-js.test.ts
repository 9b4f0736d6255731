import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { installVendor } from './support/install.ts';
import { serveSong } from './support/serve-song.ts';
import { fetched, secondsOf } from './support/sounds.ts';

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

describe.skipIf(!sdk)("Runware's own client, @runware/sdk-js 1.3.2, over WebSocket", () => {
  let sandbox: RunwareSandbox;
  let song: { base64: string; url: string };
  let client: Client;

  const connect = async (apiKey = sandbox.apiKey): Promise<Client> => {
    const { Runware } = (await sdk?.load<Sdk>('dist/index.js')) as Sdk;
    const options = { apiKey, url: sandbox.socketUrl, shouldReconnect: false, globalMaxRetries: 1 };
    return await Runware.initialize({ ...options, timeoutDuration: 10_000 });
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

  afterEach(() => Object.assign(sandbox.settings, { generationMs: 0, socketFrames: 'perTask', failureForm: 'errors' }));

  afterAll(async () => {
    await client?.disconnect();
    await sandbox?.close();
  });

  const coversOf = async (changes: Fields): Promise<Fields[]> =>
    [await client.audioInference({ ...ORDER, inputs: { audio: song.base64 }, ...changes })].flat();

  const expectToSound = async (results: readonly Fields[]) => {
    for (const { audioURL } of results) {
      expect(await secondsOf(await fetched(String(audioURL)))).toBeCloseTo(COVER_SECONDS, 0);
    }
  };

  it('polls for two covers of a song that it sent along as bare base64', async () => {
    sandbox.settings.generationMs = 1_000;
    const results = await coversOf({ deliveryMethod: 'async', numberResults: 2 });
    expect(results).toHaveLength(2);
    expect(new Set(results.map(({ audioUUID }) => audioUUID)).size).toBe(2);
    expect(results.map(({ cost, status }) => [cost, status])).toEqual(Array(2).fill([0.15, 'success']));
    await expectToSound(results);
  });

  it.each(['perTask', 'perResult'] as const)('is handed two covers at once, in frames %s', async (socketFrames) => {
    sandbox.settings.socketFrames = socketFrames;
    const results = await coversOf({ deliveryMethod: 'sync', numberResults: 2 });
    expect(results).toHaveLength(2);
    await expectToSound(results);
  });

  it('uploads a song, and has it covered by its id', async () => {
    const stored = await client.mediaStorage({ operation: 'upload', media: song.base64 });
    expect(stored.mediaURL).toMatch(/\.wav$/);
    await expectToSound(await coversOf({ deliveryMethod: 'async', inputs: { audio: stored.mediaUUID } }));
  });

  it('has a song covered that lies behind a link', async () => {
    await expectToSound(await coversOf({ deliveryMethod: 'async', inputs: { audio: song.url } }));
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
    const results = await client.getResponse({ taskUUID });
    expect(results).toMatchObject([{ taskUUID, status: 'success' }]);
    const details = await client.getTaskDetails({ taskUUID });
    expect(details).toMatchObject({
      taskType: 'getTaskDetails',
      taskUUID,
      request: [{ model: ORDER.model, positivePrompt: ORDER.positivePrompt }],
      response: { data: [{ taskUUID, audioURL: expect.any(String) }] },
    });
  });

  it('rejects with what is wrong with an order, and pays nothing', async () => {
    const paid = sandbox.paidRequests();
    const refused = coversOf({ deliveryMethod: 'async', positivePrompt: 'short' });
    await expect(refused).rejects.toMatchObject({
      error: { code: 'invalidPositivePromptLength', parameter: 'positivePrompt' },
    });
    expect(sandbox.paidRequests()).toBe(paid);
  });

  it('rejects with why a task failed', async () => {
    sandbox.failNext({ code: 'timeoutProvider' });
    await expect(coversOf({ deliveryMethod: 'async' })).rejects.toMatchObject({
      error: { code: 'timeoutProvider' },
    });
  });

  it('rejects for a task that nobody knows', async () => {
    const asked = client.getTaskDetails({ taskUUID: '4f5d4b0e-8d2c-4c7c-9d0e-0b6f6f6f6f6f' });
    await expect(asked).rejects.toMatchObject({ error: { code: 'taskNotFound', taskType: 'getTaskDetails' } });
  });

  it('does not get in with a wrong key', async () => {
    await expect(connect('a-wrong-key')).rejects.toBeDefined();
  });
});
