import { describe, expect, it, vi } from 'vitest';
import { bench, type Item, linkOf, SUBMIT, serve, songOf } from './support.ts';

const statusOf = async (reply: Promise<{ body: Item }>) => (await reply).body.status;

describe('a cover on its way', () => {
  it('is queued, generating, and then there, again and again', async () => {
    const { submit, poll, clock } = await bench();
    const { status, body } = await submit({ lyrics: '[Verse]\nla la la' });
    expect({ status, body }).toEqual({
      status: 201,
      body: { id: expect.stringMatching(/^[\w-]{21}$/), status: 'queued' },
    });
    const meta = { usage: null };

    await clock.advance(4_999);
    expect(await poll(body.id)).toMatchObject({ status: 200, body: { id: body.id, status: 'queued', meta } });
    await clock.advance(1);
    expect((await poll(body.id)).body).toEqual({ id: body.id, status: 'generating', meta });
    await clock.advance(54_999);
    expect(await statusOf(poll(body.id))).toBe('generating');
    await clock.advance(1);
    const done = await poll(body.id);
    expect(done).toMatchObject({ status: 200, body: { id: body.id, status: 'completed', meta } });
    expect(done.body).not.toHaveProperty('error');
    expect((await poll(body.id)).body).toEqual(done.body);

    const file = await fetch(linkOf(done));
    expect(file.headers.get('content-type')).toBe('audio/mpeg');
    expect(await file.json()).toEqual({
      reference: 'ID3 song 30000',
      style: 'retro Motown roller-rink soul cover',
      lyrics: '[Verse]\nla la la',
      seed: 2_147_483_648,
      audio: { format: 'mp3', bitrateKbps: 256, sampleRate: 44_100, channels: 2 },
    });
  });

  it('waits for a rendering that is slower than its time', async () => {
    const rendered = Promise.withResolvers<{ data: Uint8Array; durationMs: number; family: string }>();
    const { submit, poll, clock } = await bench({}, { render: () => rendered.promise });
    const { body } = await submit();
    await clock.advance(300_000);
    expect(await statusOf(poll(body.id))).toBe('generating');
    rendered.resolve({ data: Buffer.from('late'), durationMs: 1, family: 'slow' });
    await vi.waitFor(async () => expect(await statusOf(poll(body.id))).toBe('completed'));
  });

  it('shows itself as it is told to', async () => {
    const { submit, poll, clock, sandbox } = await bench({
      submitStatus: 200,
      queuedWord: 'waiting',
      generatingWord: 'dreaming',
      emptyFields: 'null',
      usage: 'missing',
    });
    const { status, body } = await submit();
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'waiting' } });
    await clock.advance(10_000);
    expect((await poll(body.id)).body).toEqual({ id: body.id, status: 'dreaming', audio_file: null, error: null });
    await clock.advance(50_000);
    sandbox.settings.usage = 'filled';
    expect((await poll(body.id)).body).toMatchObject({
      error: null,
      meta: { usage: { credits_used: 300_000, usd_spent: 0.15 } },
    });
  });

  it.each([
    ['mp3', 'audio/mpeg', 'mp3'],
    ['wav', 'audio/wav', 'wav'],
    ['pcm', 'application/octet-stream', 'wav'],
  ])('is made as %s', async (format, contentType, rendered) => {
    const { finished } = await bench();
    const link = linkOf(await finished({ audio_setting: { format, sample_rate: 16_000, bitrate: 32_000 } }));
    expect(new URL(link).pathname).toMatch(new RegExp(`\\.${format}$`));
    const file = await fetch(link);
    expect(file.headers.get('content-type')).toBe(contentType);
    const audio = { format: rendered, bitrateKbps: 32, sampleRate: 16_000, channels: 2 };
    expect(await file.json()).toMatchObject({ audio });
  });

  it('is bare samples as pcm', async () => {
    const header = Buffer.from('RIFF\0\0\0\0WAVEodd \x03\0\0\0abc\0data\x04\0\0\0', 'latin1');
    const render = async () => ({ data: Buffer.concat([header, Buffer.from('1234tail')]), durationMs: 1, family: 'x' });
    const { finished } = await bench({}, { render });
    const link = linkOf(await finished({ audio_setting: { format: 'pcm' } }));
    expect(await (await fetch(link)).text()).toBe('1234');
  });

  it('has ids that must be encoded when told to', async () => {
    const { submit, poll, sandbox } = await bench({ idForm: 'withColon' });
    const { body } = await submit();
    expect(body.id).toMatch(/^[0-9a-f-]{36}:minimax\/music-cover$/);
    expect(await poll(body.id)).toMatchObject({ status: 200 });
    sandbox.settings.idForm = 'uuid';
    expect((await submit()).body.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is another one each time, for nothing makes two requests one', async () => {
    const { submit, sandbox } = await bench();
    const [first, second] = await Promise.all([submit(), submit()]);
    expect(first.body.id).not.toBe(second.body.id);
    expect(sandbox.paidRequests()).toBe(2);
  });

  it('is forgotten after its time when told to', async () => {
    const { submit, poll, clock } = await bench({ generationRetentionMs: 10_000 });
    const { body } = await submit();
    await clock.advance(69_999);
    expect(await poll(body.id)).toMatchObject({ status: 200 });
    await clock.advance(1);
    expect(await poll(body.id)).toMatchObject({ status: 404 });
  });

  it('is listed', async () => {
    const { submit, clock, sandbox } = await bench();
    sandbox.failNext({ message: 'no' });
    await submit();
    await submit();
    expect(sandbox.tasks()).toMatchObject([{ state: 'running' }, { state: 'running', model: 'minimax/music-cover' }]);
    await clock.advance(60_000);
    expect(sandbox.tasks().map(({ state }) => state)).toEqual(['failed', 'finished']);
  });
});

describe('the link of a result', () => {
  it('is signed, with characters that must stay encoded', async () => {
    const { finished, clock, sandbox } = await bench();
    const link = linkOf(await finished());
    expect(link.startsWith(`${sandbox.origin}/moose/music%2Fprod%2Ftts-20261120120`)).toBe(true);
    const query = link.split('?')[1] ?? '';
    expect(query).toMatch(/^Expires=\d+&OSSAccessKeyId=[\w-]+&Signature=[\w%]+$/);
    for (const encoded of ['%2F', '%3D', '%2B']) expect(query).toContain(encoded);
    expect(Number(/Expires=(\d+)/.exec(query)?.[1])).toBe(clock.now() / 1_000 + 86_400);
  });

  it.each<[name: string, spoil: (link: string) => string]>([
    ['decoded', (link) => decodeURIComponent(link)],
    ['encoded twice', (link) => encodeURI(link)],
    ['without its query', (link) => link.split('?')[0] ?? ''],
    ['with a later end', (link) => link.replace(/Expires=\d+/, 'Expires=9999999999')],
  ])('is refused %s', async (_name, spoil) => {
    const { finished } = await bench();
    const link = linkOf(await finished());
    const refused = await fetch(spoil(link));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('Stand-in');
    expect((await fetch(link)).status).toBe(200);
  });

  it('dies by the clock', async () => {
    const { finished, clock } = await bench({ linkLifeMs: 30_000 });
    const link = linkOf(await finished());
    await clock.advance(29_999);
    expect((await fetch(link)).status).toBe(200);
    await clock.advance(1);
    const dead = await fetch(link);
    expect({ status: dead.status, text: await dead.text() }).toEqual({
      status: 403,
      text: expect.stringContaining('expired'),
    });
  });
});

describe('a cover that fails', () => {
  it('is a 200 with an error, and costs nothing', async () => {
    const { submit, poll, clock, sandbox } = await bench({}, { balanceMicros: 150_000 });
    const failing = sandbox.failNext({ message: 'the words were too rude', name: 'ContentError' });
    const { status, body } = await submit();
    expect({ status, hits: failing.hits }).toEqual({ status: 201, hits: 1 });
    await clock.advance(59_999);
    expect(await statusOf(poll(body.id))).toBe('generating');
    await clock.advance(1);
    expect(await poll(body.id)).toMatchObject({
      status: 200,
      body: { status: 'error', error: { name: 'ContentError', message: 'the words were too rude' } },
    });
    expect(sandbox.money.paid).toMatchObject([{ id: body.id, results: 1, micros: 0 }]);
    expect(sandbox.money.balanceMicros).toBe(150_000);
  });

  it('has its error in an older form when told to', async () => {
    const { finished, sandbox } = await bench({ failureForm: 'detail' });
    sandbox.failNext({ message: 'no' });
    expect((await finished()).body).toMatchObject({ status: 'error', error: { detail: [{ msg: 'no' }] } });
  });

  it('may be billed all the same', async () => {
    const { finished, sandbox } = await bench();
    sandbox.failNext({ message: 'no', billed: true });
    await finished();
    expect(sandbox.money.spentMicros).toBe(150_000);
  });

  it('is refused at once when that was planned, as often as planned', async () => {
    const { submit, sandbox } = await bench();
    sandbox.failNext({ message: 'no', isRefusedAtOnce: true, status: 422, times: 2 });
    expect(await submit()).toMatchObject({ status: 422, body: { message: 'no' } });
    expect(await submit()).toMatchObject({ status: 422 });
    expect(await submit()).toMatchObject({ status: 201 });
    expect(sandbox.paidRequests()).toBe(1);
  });

  it('tells nothing of a renderer that is itself broken', async () => {
    const { finished } = await bench({}, { render: () => Promise.reject(new Error('no worker')) });
    const { body } = await finished();
    expect(body).toMatchObject({ status: 'error', error: { name: 'InternalServerErrorException' } });
    expect(JSON.stringify(body)).not.toContain('no worker');
  });
});

describe('money', () => {
  it('is taken at acceptance, by the price of the model', async () => {
    const { submit, clock, sandbox } = await bench({}, { balanceMicros: 400_000 });
    const { body } = await submit();
    expect(sandbox.money.paid).toEqual([
      { id: body.id, model: 'minimax/music-cover', at: clock.now(), results: 1, micros: 150_000 },
    ]);
    sandbox.settings.priceMicros['minimax/music-cover'] = 200_000;
    await submit();
    expect(sandbox.money.balanceMicros).toBe(50_000);
  });

  it('that is short is a 403, and a planned failure waits', async () => {
    const { submit, sandbox } = await bench({}, { balanceMicros: 149_999 });
    const failing = sandbox.failNext({ message: 'no' });
    expect(await submit()).toMatchObject({
      status: 403,
      body: {
        message: expect.stringContaining("You've run out of credits. Please top up"),
        error: { name: 'ForbiddenException' },
      },
    });
    expect({ paid: sandbox.paidRequests(), hits: failing.hits }).toEqual({ paid: 0, hits: 0 });
  });

  it('is told in headers when told to', async () => {
    const { submit, poll, clock } = await bench({ usageHeaders: true });
    const { headers, body } = await submit();
    expect(headers.get('x-aimlapi-credits-used')).toBe('300000');
    expect(headers.get('x-aimlapi-usd-spent')).toBe('0.150000000');
    expect((await poll(body.id)).headers.get('x-aimlapi-usd-spent')).toBeNull();
    await clock.advance(60_000);
    expect((await poll(body.id)).headers.get('x-aimlapi-usd-spent')).toBe('0.150000000');
  });
});

describe('what a generation says that it cost', () => {
  it.each([
    ['filled', { credits_used: 300_000, usd_spent: 0.15 }],
    ['creditsOnly', { credits_used: 300_000 }],
    ['null', null],
  ] as const)('is %s', async (usage, said) => {
    const { finished } = await bench({ usage });
    expect((await finished()).body.meta).toEqual({ usage: said });
  });
});

describe('other models on the same endpoint', () => {
  it('sing the prompt in the legacy model, whose files say more of themselves', async () => {
    const { call, poll, clock } = await bench();
    const reference_audio_url = await serve(songOf(15_001, 'RIFF'));
    const { body } = await call(SUBMIT, { model: 'minimax-music', prompt: '##la la##', reference_audio_url });
    expect(body.id).toMatch(/^[0-9a-f-]{36}:minimax-music$/);
    await clock.advance(60_000);
    const done = await poll(body.id);
    const file = await fetch(linkOf(done));
    const data = await file.clone().arrayBuffer();
    expect(new URL(linkOf(done)).search).toBe('');
    expect(done.body.audio_file).toEqual({
      url: expect.stringMatching(/\/squirrel\/files\/.+_output\.mp3$/),
      content_type: 'audio/mpeg',
      file_name: 'output.mp3',
      file_size: data.byteLength,
    });
    await clock.advance(100 * 86_400_000);
    expect((await fetch(linkOf(done))).status).toBe(200);
    expect(await file.json()).toMatchObject({ reference: 'RIFF song 15001', style: '', lyrics: '##la la##' });
  });

  it('have signed links in the legacy model, too, when told to', async () => {
    const { call, poll, clock } = await bench({ legacyLinks: 'signed' });
    const reference_audio_url = await serve(songOf(15_001, 'RIFF'));
    const { body } = await call(SUBMIT, { model: 'minimax-music', prompt: '##la la##', reference_audio_url });
    await clock.advance(60_000);
    const done = await poll(body.id);
    expect(linkOf(done)).toMatch(/\/squirrel\/.+\?Expires=\d+&/);
    expect(done.body.audio_file).toMatchObject({ file_name: expect.stringMatching(/^tts-.+\.mp3$/) });
    await clock.advance(86_400_000);
    expect((await fetch(linkOf(done))).status).toBe(403);
  });

  it('make a song of their own', async () => {
    const { call, poll, clock } = await bench({}, { ownSong: async () => Buffer.from('our own') });
    const { body } = await call(SUBMIT, { model: 'minimax/music-2.6', prompt: 'jazz', lyrics: 'la' });
    await clock.advance(60_000);
    expect(await (await fetch(linkOf(await poll(body.id)))).json()).toMatchObject({
      reference: 'our own',
      style: 'jazz',
    });
  });
});
