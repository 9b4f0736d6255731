import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProviderErrorCode } from '../../../src/errors.ts';
import type { Order, ProviderTake, TaskStatus } from '../../../src/providers/port.ts';
import { type AimlapiHarness, SONG, startAimlapiHarness } from './harness.ts';

const signal = new AbortController().signal;
const LYRICS = '[Verse]\nA line to sing about the sea\n\n[Chorus]\nLa la la, the sea';

let harness: AimlapiHarness;

async function start(...[settings]: Parameters<typeof startAimlapiHarness>) {
  harness = await startAimlapiHarness(settings);
  return harness;
}

afterEach(() => harness.close());

async function prepare(changes?: Partial<Order>) {
  return harness.provider.prepare(await harness.order(changes), signal);
}

async function submit(changes?: Partial<Order>): Promise<string> {
  const submission = await harness.provider.submit(await prepare(changes), signal);
  return submission.kind === 'accepted' ? submission.ref : '';
}

async function statusOf(ref: string): Promise<TaskStatus | undefined> {
  return (await harness.provider.check([ref], signal)).get(ref);
}

async function takesOf(ref: string): Promise<ProviderTake[]> {
  const status = await statusOf(ref);
  return status?.state === 'finished' ? status.takes : [];
}

function withoutLink() {
  return { reference: { ...harness.reference, link: null } };
}

describe('preparing a cover', () => {
  it('hands on the link when it lives for more than an hour', async () => {
    const { reference, clock, sandbox } = await start();
    const link = { url: reference.link?.url ?? '', expiresAt: clock.now() + 3_600_001 };

    const prepared = await prepare({ reference: { ...reference, link } });

    expect(prepared.body).toMatchObject({ fields: { reference_audio_url: link.url }, song: null });
    expect(sandbox.requests).toEqual([]);
  });

  it.each([
    { what: 'lives for an hour', lifeMs: 3_600_000 },
    { what: 'is gone', lifeMs: undefined },
  ])('sends the kept song along when the link $what', async ({ lifeMs }) => {
    const { reference, clock, bodies, rendered } = await start();
    const link = lifeMs === undefined ? null : { url: 'http://127.0.0.1:9/', expiresAt: clock.now() + lifeMs };

    const prepared = await prepare({ reference: { ...reference, link } });
    expect(JSON.stringify(prepared).length).toBeLessThan(1_000);
    await harness.provider.submit(prepared, signal);

    expect(bodies('')).toMatchObject([{ reference_audio_url: expect.stringMatching(/^data:audio\/mpeg;base64,/) }]);
    await expect.poll(() => rendered).toHaveLength(1);
    expect(Buffer.from(rendered[0]?.reference ?? []).equals(SONG)).toBe(true);
  });

  it('says that the song is gone when it is', async () => {
    const { reference } = await start();

    await expect(prepare({ reference: { ...reference, hash: 'a'.repeat(64), link: null } })).rejects.toMatchObject({
      name: 'UserError',
      text: { key: 'files.gone' },
    });
  });

  it('pays for nothing when the song has gone since', async () => {
    const { files, reference, provider, paidRequests } = await start();
    const prepared = await prepare(withoutLink());
    await files.remove(reference.hash);

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code: 'badAudio', accepted: 'no' });
    expect(paidRequests()).toBe(0);
  });

  it.each<{ what: string; changes: Partial<Order> }>([
    { what: 'no style', changes: { style: null } },
    { what: 'a style of 9 characters', changes: { style: 'x'.repeat(9) } },
    { what: 'a style of 2001 characters', changes: { style: 'x'.repeat(2_001) } },
    { what: 'lyrics of 9 characters', changes: { lyrics: 'x'.repeat(9) } },
    { what: 'lyrics of 3001 characters', changes: { lyrics: 'x'.repeat(3_001) } },
    { what: 'two takes', changes: { takes: 2 } },
    { what: 'no song', changes: { reference: null } },
    { what: 'FLAC', changes: { audio: { format: 'flac', bitrateKbps: 256, sampleRate: 44_100, channels: 2 } } },
    { what: '192 kbit/s', changes: { audio: { format: 'mp3', bitrateKbps: 192, sampleRate: 44_100, channels: 2 } } },
    { what: '48 kHz', changes: { audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 48_000, channels: 2 } } },
    { what: 'a legacy cover without lyrics', changes: { model: 'minimax-music' } },
    { what: 'a legacy cover of 597 characters', changes: { model: 'minimax-music', lyrics: 'x'.repeat(597) } },
    { what: 'a synchronous one without lyrics', changes: { model: 'music-01' } },
    { what: 'a synchronous one without a song', changes: { model: 'music-01', lyrics: 'la', reference: null } },
  ])('refuses $what before anything is sent', async ({ changes }) => {
    const { sandbox } = await start();

    await expect(prepare(changes)).rejects.toMatchObject({ name: 'ProviderError', code: 'badRequest', accepted: 'no' });
    expect(sandbox.requests).toEqual([]);
  });

  it.each<{ what: string; changes: Partial<Order> }>([
    { what: 'the shortest texts', changes: { style: 'é'.repeat(10), lyrics: '🎵'.repeat(10) } },
    { what: 'the longest texts', changes: { style: '🎵'.repeat(300), lyrics: 'x'.repeat(1_000) } },
    { what: 'WAV', changes: { audio: { format: 'wav', bitrateKbps: 32, sampleRate: 16_000, channels: 2 } } },
    { what: 'the longest legacy lyrics', changes: { model: 'minimax-music', lyrics: 'x'.repeat(596), style: null } },
  ])('orders $what as the stand-in takes it', async ({ changes }) => {
    await start();

    await submit(changes);

    expect(harness.paidRequests()).toBe(1);
  });
});

describe('own lyrics', () => {
  it('go the way in two steps, and a song is taken apart once', async () => {
    const { bodies, sandbox, featureIds, reference } = await start({ ownLyricsInOneCall: 'refuse' });

    await submit({ lyrics: LYRICS });
    await submit({ lyrics: LYRICS });

    const id = await featureIds.get('aimlapi', reference.hash);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(bodies('/preprocess')).toEqual([{ model: 'minimax/music-cover', reference_audio_url: reference.link?.url }]);
    expect(bodies('')).toEqual([
      {
        model: 'minimax/music-cover',
        prompt: 'a slow waltz by the sea',
        lyrics: LYRICS,
        audio_setting: { sample_rate: 44_100, bitrate: 256_000, format: 'mp3' },
        cover_feature_id: id,
      },
      expect.objectContaining({ cover_feature_id: id }),
    ]);
    expect(sandbox.paidRequests()).toBe(2);
  });

  it('has the song sent along when it is taken apart without a link', async () => {
    const { bodies } = await start();

    await submit({ lyrics: LYRICS, ...withoutLink() });

    expect(bodies('/preprocess')).toMatchObject([
      { reference_audio_url: expect.stringMatching(/^data:audio\/mpeg;base64,/) },
    ]);
  });

  it('go in one step where there is no other', async () => {
    const { bodies, reference } = await start({ preprocess: 'off' });

    await submit({ lyrics: LYRICS });

    expect(bodies('')).toMatchObject([{ lyrics: LYRICS, reference_audio_url: reference.link?.url }]);
    expect(bodies('')).not.toMatchObject([{ cover_feature_id: expect.anything() }]);
  });

  it.each(['429', '503', '502html', 'reset', 'wrongType'] as const)('go in one step after %s', async (kind) => {
    const { bodies, sandbox, reference } = await start();
    sandbox.faults.add({ endpoint: 'preprocess', kind, when: 'before', times: 1 });

    await submit({ lyrics: LYRICS });

    expect(bodies('')).toMatchObject([{ reference_audio_url: reference.link?.url }]);
  });

  it('end early, and for nothing, with a song in which nobody sings', async () => {
    const { paidRequests } = await start({ referenceHasVocals: false });

    await expect(prepare({ lyrics: LYRICS })).rejects.toMatchObject({ code: 'noVocals', accepted: 'no' });
    expect(paidRequests()).toBe(0);
  });

  it('ask for another attempt once their old feature id is refused, and not for a third', async () => {
    const { featureIds, reference, provider } = await start();
    await featureIds.save('aimlapi', reference.hash, 'a'.repeat(32));

    const refused = provider.submit(await prepare({ lyrics: LYRICS }), signal);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', accepted: 'no' });
    expect(await featureIds.get('aimlapi', reference.hash)).toBeUndefined();
    expect(await submit({ lyrics: LYRICS })).not.toBe('');

    harness.sandbox.settings.featureLifeMs = 0;
    await featureIds.forget('aimlapi', reference.hash);
    const again = provider.submit(await prepare({ lyrics: LYRICS }), signal);
    await expect(again).rejects.toMatchObject({ code: 'badRequest', accepted: 'no' });
  });

  it('can be drafted from what is heard', async () => {
    const { provider, reference, paidRequests, featureIds } = await start();

    const draft = await provider.draftLyrics(reference, signal);

    expect(draft).toEqual({
      lyrics: expect.stringMatching(/^\[Verse\]\n.+\n\n\[Chorus\]\n/s),
      sections: [
        { label: 'intro', startSeconds: 0, endSeconds: 5 },
        { label: 'verse', startSeconds: 5, endSeconds: 25 },
        { label: 'chorus', startSeconds: 25, endSeconds: 45 },
        { label: 'outro', startSeconds: 45, endSeconds: 50 },
      ],
    });
    expect(await featureIds.get('aimlapi', reference.hash)).toBeDefined();
    expect(paidRequests()).toBe(0);
  });

  it('cannot be drafted where the song is not taken apart', async () => {
    const { provider, reference } = await start({ preprocess: 'off' });

    await expect(provider.draftLyrics(reference, signal)).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });
  });
});

describe('paying for a cover', () => {
  it.each([200, 201] as const)('takes status %d for acceptance, and asks under our own id', async (submitStatus) => {
    const { sandbox } = await start({ submitStatus });
    const ourId = randomUUID();

    const ref = await submit({ ourId });

    expect(sandbox.tasks()).toMatchObject([{ id: ref }]);
    expect(sandbox.requests).toMatchObject([{ endpoint: 'submit', clientRequestId: ourId }]);
  });

  it.each<{ settings: Parameters<typeof startAimlapiHarness>[0]; code: ProviderErrorCode }>([
    { settings: { account: 'unverified' }, code: 'noAccess' },
    { settings: { maximumRunning: 0 }, code: 'rateLimited' },
    { settings: { referenceHasVocals: false }, code: 'noVocals' },
    { settings: { referenceHasVocals: false, withoutVocals: 'explained' }, code: 'noVocals' },
    { settings: { referenceHasVocals: false, withoutVocals: 'unknownError' }, code: 'noVocals' },
    { settings: { referenceHasVocals: false, upstreamStatus: 500 }, code: 'noVocals' },
    { settings: { referenceHasVocals: false, upstreamStatus: 422, errorEnvelope: 'documented' }, code: 'noVocals' },
    { settings: { maximumMediaBytes: 1_000 }, code: 'badAudio' },
    { settings: { switchedOff: ['minimax/music-cover'] }, code: 'badRequest' },
  ])('knows a refusal for $settings', async ({ settings, code }) => {
    const { paidRequests } = await start(settings);

    await expect(submit(withoutLink())).rejects.toMatchObject({ code, accepted: 'no' });
    expect(paidRequests()).toBe(0);
  });

  it('knows that there is no money left', async () => {
    const { sandbox, provider } = await start();
    sandbox.money.balanceMicros = 0;

    await expect(provider.submit(await prepare(), signal)).rejects.toMatchObject({ code: 'noCredit', accepted: 'no' });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it.each([
    { retryAfter: 'none' as const, retryAfterMs: undefined },
    { retryAfter: 'seconds' as const, retryAfterMs: 30_000 },
    { retryAfter: 'date' as const, retryAfterMs: expect.any(Number) },
  ])('reads when to come back: $retryAfter', async ({ retryAfter, retryAfterMs }) => {
    await start({ retryAfter, maximumRunning: 0 });

    await expect(submit()).rejects.toMatchObject({ code: 'rateLimited', accepted: 'no', retryAfterMs });
  });

  it('does not know whether a refusal from behind with status 500 came before anything was made', async () => {
    await start({ referenceHasVocals: false, withoutVocals: 'explained', upstreamStatus: 500 });

    await expect(submit()).rejects.toMatchObject({ code: 'noVocals', accepted: 'unknown' });
  });

  it.each([
    { what: 'breaks off', body: '{"id":' },
    { what: 'is no JSON', body: '<html>' },
    { what: 'has no id', body: '{"status":"queued"}' },
  ])('knows from its head what was accepted when an answer $what', async ({ body }) => {
    const { create } = await start();
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(201, {
          'x-inference-id': 'from-the-head',
          'content-length': body === '{"id":' ? 99 : body.length,
        });
        response.write(body, () => body === '{"id":' && response.destroy());
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const provider = create({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });

    const submission = await provider.submit(await prepare(), signal).finally(() => server.close());

    expect(submission).toEqual({ kind: 'accepted', ref: 'from-the-head' });
  });
});

describe('polling', () => {
  it.each([
    { queuedWord: 'waiting', generatingWord: 'generating' },
    { queuedWord: 'queued', generatingWord: 'dreaming' },
  ])('waits through $queuedWord and $generatingWord', async (words) => {
    const { clock } = await start({ ...words, emptyFields: 'null' });
    const ref = await submit();

    expect(await statusOf(ref)).toEqual({ state: 'running' });
    await clock.advance(30_000);
    expect(await statusOf(ref)).toEqual({ state: 'running' });
    await clock.advance(60_000);
    expect(await statusOf(ref)).toMatchObject({ state: 'finished' });
  });

  it.each(['nanoid', 'uuid', 'withColon'] as const)('asks for an id of the form %s as it is', async (idForm) => {
    const { sandbox, finishTasks } = await start({ idForm });
    const ref = await submit();
    await finishTasks();

    expect(await statusOf(ref)).toMatchObject({ state: 'finished' });
    expect(sandbox.requests.at(-1)).toMatchObject({ endpoint: 'poll', generationId: ref });
  });

  it('tells when a link dies, and leaves its signature as it is', async () => {
    const { clock, files, finishTasks } = await start();
    const ref = await submit();
    const finishedAt = clock.now() + 60_000;
    await finishTasks();

    const [take] = await takesOf(ref);

    expect(take).toEqual({
      source: { kind: 'link', url: expect.stringMatching(/%2F.*%3D/), expiresAt: finishedAt + 86_400_000 },
      seed: null,
      costMicros: null,
    });
    const url = take?.source.kind === 'link' ? take.source.url : '';
    await expect(
      files.put({ kind: 'url', url: url, limits: { maximumBytes: 1_000, totalMs: 5_000, idleMs: 5_000, signal } }),
    ).resolves.toBeDefined();
  });

  it.each([
    { settings: { usage: 'filled' as const }, costMicros: 150_000 },
    { settings: { usage: 'creditsOnly' as const }, costMicros: 150_000 },
    { settings: { usage: 'missing' as const, usageHeaders: true }, costMicros: 150_000 },
    { settings: { usage: 'missing' as const }, costMicros: null },
  ])('tells what a take cost where it can ($settings)', async ({ settings, costMicros }) => {
    const { finishTasks } = await start(settings);
    const ref = await submit();
    await finishTasks();

    expect(await takesOf(ref)).toMatchObject([{ costMicros }]);
  });

  it.each(['object', 'detail'] as const)('reads a failure that is told as %s', async (failureForm) => {
    const { finishTasks, sandbox } = await start({ failureForm });
    sandbox.failNext({ message: 'output new_sensitive' });
    const ref = await submit();
    await finishTasks();

    expect(await statusOf(ref)).toMatchObject({
      state: 'failed',
      error: { code: 'content', accepted: 'yes', costMicros: undefined, message: 'output new_sensitive' },
    });
  });

  it('reads what is refused after it was accepted', async () => {
    await start({ upstreamCheck: 'afterAck', referenceHasVocals: false });
    const ref = await submit();

    await expect
      .poll(() => statusOf(ref))
      .toMatchObject({ state: 'failed', error: { code: 'noVocals', accepted: 'yes' } });
  });

  it.each([
    'envelope',
    'empty',
    'text',
  ] as const)('believes that a generation is unknown only after a while (%s)', async (unknownIdBody) => {
    const { clock, provider } = await start({ unknownIdBody });
    const statuses = async () => [...(await provider.check(['nobody-knows-it'], signal)).values()];

    expect(await statuses()).toEqual([{ state: 'running' }]);
    await clock.advance(60_000);
    expect(await statuses()).toEqual([{ state: 'running' }]);
    expect(await statuses()).toMatchObject([{ state: 'failed', error: { code: 'notFound', accepted: 'yes' } }]);
  });

  it('does not count sightings of before a generation was seen again', async () => {
    const { clock, sandbox } = await start({ generationRetentionMs: 1, generationMs: 0 });
    const ref = await submit();
    await expect.poll(() => sandbox.tasks()).toMatchObject([{ state: 'finished' }]);
    await clock.advance(60_000);
    await statusOf(ref);
    await clock.advance(60_000);
    await statusOf(ref);
    sandbox.settings.generationRetentionMs = null;
    expect(await statusOf(ref)).toMatchObject({ state: 'finished' });
    sandbox.settings.generationRetentionMs = 1;

    expect(await statusOf(ref)).toEqual({ state: 'running' });
  });

  it('looks at many, five at once, and holds none up for one that cannot be looked at', async () => {
    const { sandbox, provider, finishTasks } = await start();
    const refs: string[] = [];
    for (let index = 0; index < 12; index += 1) refs.push(await submit());
    await finishTasks();
    sandbox.faults.add({ endpoint: 'poll', kind: '500', when: 'before', times: 1 });

    const states = [...(await provider.check(refs, signal)).values()].map(({ state }) => state);

    expect(states.filter((state) => state === 'finished')).toHaveLength(11);
    expect(states.filter((state) => state === 'running')).toHaveLength(1);
  });

  it('stops asking where too many ask', async () => {
    const { sandbox, provider } = await start();
    const refs = Array.from({ length: 12 }, (_, index) => `id-${index}`);
    sandbox.faults.add({ endpoint: 'poll', kind: '429', when: 'before', retryAfterSeconds: 9 });

    await expect(provider.check(refs, signal)).rejects.toMatchObject({ code: 'rateLimited', retryAfterMs: 9_000 });
    expect(sandbox.requests).toHaveLength(5);
  });

  it('never fails a task because its key was refused', async () => {
    await start();
    const ref = await submit();

    await expect(harness.locked.check([ref], signal)).rejects.toMatchObject({ code: 'auth', accepted: 'yes' });
  });

  it('has no new links to what is unknown or has failed', async () => {
    const { provider, sandbox, finishTasks } = await start();
    sandbox.failNext({ message: 'out of luck' });
    const ref = await submit();
    await finishTasks();

    await expect(provider.relink('nobody-knows-it', signal)).rejects.toMatchObject({
      code: 'notFound',
      accepted: 'yes',
    });
    await expect(provider.relink(ref, signal)).rejects.toMatchObject({ code: 'failed', accepted: 'yes' });
  });
});

describe('the list of prices', () => {
  it('says what a take costs, and needs no key', async () => {
    const { locked } = await start();
    const prices = await locked.publishedPrices?.(signal);
    expect(prices?.get('minimax/music-cover')).toBe(150_000);
    expect(prices?.has('stand-in/words')).toBe(false);
  });

  it.each([
    ['asText', 150_000],
    ['perSecond', undefined],
    ['missing', undefined],
  ] as const)('may say prices %s', async (pricing, micros) => {
    const { provider } = await start({ pricing });
    expect((await provider.publishedPrices(signal)).get('minimax/music-cover')).toBe(micros);
  });

  it('may not be there', async () => {
    const { provider, sandbox } = await start({ pricing: 'off' });
    await expect(provider.publishedPrices(signal)).rejects.toMatchObject({ code: 'badResponse', accepted: 'no' });
    sandbox.settings.pricing = 'perGeneration';
    for (const kind of ['502html', 'wrongType', 'emptyBody', 'truncated', 'reset'] as const) {
      sandbox.faults.add({ endpoint: 'models', kind, when: 'before', times: 1 });
      await expect(provider.publishedPrices(signal)).rejects.toMatchObject({ provider: 'aimlapi', accepted: 'no' });
    }
  });
});

describe('minimax-music', () => {
  const legacy = { model: 'minimax-music', lyrics: ' A line to sing\n\nafter a pause ', style: null };

  it('sings the lyrics with accompaniment, in the voice of the song', async () => {
    const { bodies, reference, finishTasks } = await start();

    const ref = await submit(legacy);
    await finishTasks();

    expect(bodies('')).toEqual([
      {
        model: 'minimax-music',
        prompt: '##A line to sing\n\nafter a pause##',
        reference_audio_url: reference.link?.url,
      },
    ]);
    expect(ref).toMatch(/:minimax-music$/);
    const source = { url: expect.stringMatching(/\/squirrel\/.+_output\.mp3$/), expiresAt: null };
    expect(await takesOf(ref)).toMatchObject([{ source }]);
  });

  it('leaves alone what has its signs already', async () => {
    const { bodies } = await start();

    await submit({ ...legacy, lyrics: '##la\nla##' });

    expect(bodies('')).toMatchObject([{ prompt: '##la\nla##' }]);
  });

  it('asks for the song anew when its link is about to die, since it takes nothing else', async () => {
    const { reference, clock } = await start();
    const link = { url: reference.link?.url ?? '', expiresAt: clock.now() + 300_000 };

    await expect(prepare({ ...legacy, reference: { ...reference, link } })).rejects.toMatchObject({
      name: 'UserError',
      text: { key: 'song.linkDead' },
    });
  });

  it('says that it takes uploads alone of a song that never had a link: of what was made, cut or taken out of a film', async () => {
    const { reference } = await start();

    await expect(prepare({ ...legacy, reference: { ...reference, link: null } })).rejects.toMatchObject({
      text: { key: 'song.noLink' },
    });
  });
});

describe('music-01', () => {
  const parts = { model: 'music-01', lyrics: 'A line to sing', style: null };
  const sound = { sample_rate: 44_100, bitrate: 256_000, format: 'mp3' };
  const voiceId = expect.stringMatching(/^vocal-/);
  const instrumentalId = expect.stringMatching(/^instrumental-/);

  it.each([
    {
      what: 'a song',
      given: () => ({}),
      purposes: ['song'],
      ids: { refer_voice: voiceId, refer_instrumental: instrumentalId },
    },
    {
      what: 'a voice and an instrumental',
      given: () => ({ reference: null, voice: harness.reference, instrumental: harness.reference }),
      purposes: ['voice', 'instrumental'],
      ids: { refer_voice: voiceId, refer_instrumental: instrumentalId },
    },
    {
      what: 'a voice',
      given: () => ({ reference: null, voice: harness.reference }),
      purposes: ['voice'],
      ids: { refer_voice: voiceId },
    },
    {
      what: 'an instrumental',
      given: () => ({ reference: null, instrumental: harness.reference }),
      purposes: ['instrumental'],
      ids: { refer_instrumental: instrumentalId },
    },
  ])('uploads $what for free, and is answered with the music', async ({ given, purposes, ids }) => {
    const { provider, bodies, files, paidRequests, rendered } = await start({ generationMs: 0, usageHeaders: true });

    const prepared = await prepare({ ...parts, ...given() });
    expect(paidRequests()).toBe(0);
    const submission = await provider.submit(prepared, signal);

    expect(bodies('/minimax/upload')).toEqual(purposes.map((purpose) => ({ purpose, file: `${SONG.length} bytes` })));
    expect(bodies('/minimax/generate')).toEqual([
      { model: 'music-01', lyrics: '##A line to sing##', audio_setting: sound, ...ids },
    ]);
    const [take] = submission.kind === 'finished' ? submission.takes : [];
    expect(take).toMatchObject({ source: { kind: 'file' }, seed: null, costMicros: 150_000 });
    const hash = take?.source.kind === 'file' ? take.source.file.hash : '';
    expect(await files.has(hash)).toBe(true);
    expect(Buffer.from(rendered[0]?.reference ?? []).equals(SONG)).toBe(true);
    expect(paidRequests()).toBe(1);
  });

  it('says when the model was switched off', async () => {
    await start({ switchedOff: ['music-01'] });

    await expect(prepare(parts)).rejects.toMatchObject({ code: 'noAccess', accepted: 'no' });
  });

  it.each(['http', 'baseResp'] as const)('knows a refused upload (%s)', async (music01Errors) => {
    await start({ music01Errors, maximumMediaBytes: 1_000 });

    await expect(prepare(parts)).rejects.toMatchObject({ code: 'badAudio', accepted: 'no' });
  });

  it.each(['http', 'baseResp'] as const)('knows a refused order (%s)', async (music01Errors) => {
    const { sandbox, provider, paidRequests } = await start({ music01Errors, generationMs: 0 });
    const prepared = await prepare(parts);
    sandbox.failNext({ message: 'invalid params, lyrics is too short', isRefusedAtOnce: true });

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code: 'badRequest', accepted: 'no' });
    expect(paidRequests()).toBe(0);
  });

  it.each<{ kind: '504' | '502html' | 'reset' | 'wrongType' | 'emptyBody' | 'hang'; code: string }>([
    { kind: '504', code: 'timeout' },
    { kind: '502html', code: 'unavailable' },
    { kind: 'reset', code: 'unavailable' },
    { kind: 'wrongType', code: 'badResponse' },
    { kind: 'emptyBody', code: 'badResponse' },
    { kind: 'hang', code: 'timeout' },
  ])('does not know what became of a request after $kind, and keeps no piece of its answer', async ({ kind, code }) => {
    const { sandbox, create, files } = await start({ generationMs: 0 });
    const prepared = await prepare(parts);
    sandbox.faults.add({ endpoint: 'generate', kind, when: 'after', times: 1 });
    const provider = create(kind === 'hang' ? { generateTimeoutMs: 300 } : {});

    await expect(provider.submit(prepared, signal)).rejects.toMatchObject({ code, accepted: 'unknown' });
    expect(await files.list()).toHaveLength(1);
  });

  it('does not know what became of a request whose music breaks off, and keeps no piece of it', async () => {
    const { create, files } = await start();
    const prepared = await prepare(parts);
    const { baseUrl, close } = await serveJson(`{"data":{"audio":"${'ab'.repeat(100_000)}`);

    const failure = create({ baseUrl }).submit(prepared, signal).finally(close);

    await expect(failure).rejects.toMatchObject({ code: 'unavailable', accepted: 'unknown' });
    expect(await files.list()).toHaveLength(1);
  });

  it('has the music when it came whole, though its answer breaks off behind it', async () => {
    const { sandbox, provider } = await start({ generationMs: 0 });
    const prepared = await prepare(parts);
    sandbox.faults.add({ endpoint: 'generate', kind: 'truncated', when: 'after', times: 1 });

    expect(await provider.submit(prepared, signal)).toMatchObject({ takes: [{ source: { kind: 'file' } }] });
  });

  it.each([
    { what: 'an odd number of digits', audio: 'abc'.repeat(3_001), code: 'badResponse' },
    { what: 'nothing', audio: '', code: 'badResponse' },
    { what: 'null', audio: null, code: 'badResponse' },
  ])('does not take $what for music', async ({ audio, code }) => {
    const { create } = await start();
    const prepared = await prepare(parts);
    const { baseUrl, close } = await serveJson({ data: { audio, status: 2 }, base_resp: { status_code: 0 } });

    const failure = create({ baseUrl }).submit(prepared, signal).finally(close);

    await expect(failure).rejects.toMatchObject({ code, accepted: 'unknown' });
  });

  it('takes a link in place of the music', async () => {
    const { create } = await start();
    const prepared = await prepare(parts);
    const url = 'https://cdn.example/a%2Fb.mp3?Expires=1777019942&Signature=x%3D';
    const { baseUrl, close } = await serveJson({ data: { audio: url, status: 2 } });

    const submission = await create({ baseUrl }).submit(prepared, signal).finally(close);

    expect(submission).toMatchObject({ takes: [{ source: { kind: 'link', url, expiresAt: 1_777_019_942_000 } }] });
  });
});

describe('a model that only the operator knows', () => {
  it('is asked like the cover model', async () => {
    const { bodies, reference } = await start();
    const model = 'minimax/music-cover-2';

    await expect(submit({ model })).rejects.toMatchObject({ code: 'badRequest' });
    expect(bodies('')).toMatchObject([{ model, reference_audio_url: reference.link?.url, audio_setting: {} }]);
  });
});

async function serveJson(body: unknown) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(typeof body === 'string' ? body : JSON.stringify(body)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
