// The bot's own downloads load a newer undici than the Discord library brings; uploads must not go through it.
import { createAttachments } from '../../src/discord/rest/attachments.ts';
import 'undici';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiscord } from '../../src/discord/discord.ts';
import { createDiscordRest } from '../../src/discord/rest/rest.ts';
import { nothingKnown } from '../../src/discord/views/progress/progress-view.ts';
import { aTake } from '../support/build-cover.ts';
import { aReference, buildJob, SOME_TIME } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { filesOf, jobIn, keptFiles, openRest, postingOf, SUPPRESS_EMBEDS } from './bot-at-discord.ts';

const signal = new AbortController().signal;
const always = () => true;
const nothingToPost = { takes: [], picture: null };
const MESSAGES = '/channels/:id/messages';

describe('post', () => {
  it('posts files as audio, names the song, pings the requester and nobody else', async () => {
    const server = await openRest();
    const job = jobIn(server, {
      style: '@everyone **loud**',
      takes: [aTake(), aTake()],
      reference: aReference({ name: 'Übermorgen (live).mp3' }),
    });

    const { takes } = postingOf(1_000, 2_000);
    const [picture] = filesOf(500).map((file) => ({ ...file, name: 'waveform.png' }));

    const { messageId } = await server.discord.post(job, { takes, picture: picture ?? null }, always, signal);

    const message = await server.channel.nextMessage();
    expect(message.id).toBe(messageId);
    expect(message.pings).toEqual([server.member.id]);
    expect(message.content).toContain('\\@everyone \\*\\*loud\\*\\*');
    expect(message.attachments.map(({ filename, title, size }) => [filename, title, size])).toEqual([
      ['ubermorgen-live-everyone-loud-1.mp3', 'Übermorgen (live) – @everyone **loud** (take 1)', 1_000],
      ['ubermorgen-live-everyone-loud-2.mp3', 'Übermorgen (live) – @everyone **loud** (take 2)', 2_000],
      ['waveform.png', 'Waveform', 500],
    ]);
    expect(Buffer.from(message.attachments[1]?.data() ?? []).equals(Buffer.alloc(2_000, 2))).toBe(true);
    const [request] = server.sandbox.log.of('POST', MESSAGES);
    expect(request?.files.map(({ contentType }) => contentType)).toEqual(['audio/mpeg', 'audio/mpeg', 'image/png']);
    expect(request?.body).toMatchObject({ allowed_mentions: { parse: [], users: [server.member.id] } });
    expect(message.flags).toBe(SUPPRESS_EMBEDS);
    expect(message.buttons().map(({ customId }) => customId)).toEqual(
      ['remix', 'anotherTake', 'original', 'vote'].map((action) => `cover:${action}:${job.id}`),
    );
  });

  it('names a new song by its style', async () => {
    const server = await openRest();
    const job = jobIn(server, { kind: 'song', reference: null, style: ' slow\nblues ' });

    await server.discord.post(job, postingOf(10), always, signal);
    await server.discord.post({ ...job, id: '1000000000000000009', style: null }, postingOf(10), always, signal);

    const titles = server.channel.messages.flatMap(({ attachments }) => attachments.map(({ title }) => title));
    expect(titles).toEqual(['slow blues', 'New song']);
  });

  it('shows a take that is too large to attach as a link, with the end of its life', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const expiresAt = SOME_TIME + 86_400_000;

    const link = { url: 'https://cdn.example/a.wav', expiresAt };

    await server.discord.post(job, { takes: [{ index: 0, files: [], link }], picture: null }, always, signal);

    const { content } = await server.channel.nextMessage();
    expect(content).toContain(`(<https://cdn.example/a.wav>), until <t:${expiresAt / 1_000}:f>`);
  });

  it('does without its picture where that is gone, but not without a take', async () => {
    const server = await openRest();
    const { takes } = postingOf(10);
    const picture = { hash: 'no-such-picture', name: 'waveform.png', sizeBytes: 10 };
    const job = jobIn(server);

    await server.discord.post(job, { takes, picture }, always, signal);

    const { attachments } = await server.channel.nextMessage();
    expect(attachments.map(({ filename }) => filename)).toEqual(['song-slow-blues-with-a-warm-organ.mp3']);
    const lost = [{ index: 0, files: [{ ...picture, name: 'cover.mp3' }], link: null }];
    const posting = server.discord.post(job, { takes: lost, picture }, always, signal);
    await expect(posting).rejects.toMatchObject({ name: 'DiscordError', code: 'refused' });
  });

  it('plays its MP3 first where the take came as another kind, and names both', async () => {
    const server = await openRest();
    const [mp3, wav] = filesOf(10, 20).map((file, index) => ({
      ...file,
      name: index === 0 ? 'cover.mp3' : 'cover.wav',
    }));
    if (!mp3 || !wav) throw new Error('no files');
    const job = jobIn(server, { takes: [aTake({ format: 'wav' })] });

    await server.discord.post(
      job,
      { takes: [{ index: 0, files: [mp3, wav], link: null }], picture: null },
      always,
      signal,
    );

    const { attachments } = await server.channel.nextMessage();
    expect(attachments.map(({ title, contentType }) => [title, contentType])).toEqual([
      ['song – slow blues with a warm organ (MP3)', 'audio/mpeg'],
      ['song – slow blues with a warm organ (WAV)', 'audio/x-wav'],
    ]);
  });

  it('is the same message when it is sent again within two minutes', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const posting = postingOf(10);

    const first = await server.discord.post(job, posting, always, signal);
    await server.clock.advance(110_000);
    const second = await server.discord.post(job, posting, always, signal);
    const other = await server.discord.post({ ...job, id: '1000000000000000009' }, posting, always, signal);

    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(server.channel.messages).toHaveLength(2);
  });

  it.each([
    { fault: { kind: '500' }, code: 'unknown' },
    { fault: { kind: '502html' }, code: 'unknown' },
    { fault: { kind: 'hang' }, code: 'unknown' },
    { fault: { kind: 'reset' }, code: 'unknown' },
    { fault: { kind: '429', retryAfterSeconds: 7 }, code: 'retry' },
    { fault: { kind: 'refusal', refusal: { status: 413, code: 40_005, message: '' } }, code: 'tooLarge' },
    { fault: { kind: 'refusal', refusal: { status: 413, code: 0, message: '' } }, code: 'tooLarge' },
    { fault: { kind: 'refusal', refusal: { status: 403, code: 50_013, message: '' } }, code: 'gone' },
    { fault: { kind: 'refusal', refusal: { status: 400, code: 50_083, message: '' } }, code: 'gone' },
    { fault: { kind: 'refusal', refusal: { status: 404, code: 10_003, message: '' } }, code: 'gone' },
    { fault: { kind: 'refusal', refusal: { status: 400, code: 200_000, message: '' } }, code: 'refused' },
    { fault: { kind: 'refusal', refusal: { status: 400, code: 240_000, message: '' } }, code: 'refused' },
    { fault: { kind: 'refusal', refusal: { status: 400, code: 50_035, message: '' } }, code: 'refused' },
    { fault: { kind: 'refusal', refusal: { status: 401, code: 0, message: '' } }, code: 'retry' },
  ] as const)('makes one attempt, and takes $fault for $code', async ({ fault, code }) => {
    const server = await openRest({ requestMs: fault.kind === 'hang' ? 150 : 10_000 });
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, ...fault });

    const posting = server.discord.post(jobIn(server), postingOf(10), always, signal);

    await expect(posting).rejects.toMatchObject({ name: 'DiscordError', code });
    expect(server.sandbox.log.of('POST', MESSAGES)).toHaveLength(1);
  });

  it('passes on how long a rate limit lasts', async () => {
    const server = await openRest();
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '429', retryAfterSeconds: 7 });

    const error = await server.discord
      .post(jobIn(server), nothingToPost, always, signal)
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'retry' });
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThanOrEqual(7_000);
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeLessThan(8_000);
  });

  it('knows that nothing was sent where nobody listens', async () => {
    const port = await unusedPort();
    const rest = createDiscordRest({ token: 'x', api: `http://127.0.0.1:${port}/api`, onTokenRefused: () => {} });
    onTestFinished(() => rest.close());
    const identity = () => ({ botId: '1', applicationId: '1' });
    const discord = createDiscord({
      rest,
      identity,
      attachments: createAttachments({ files: keptFiles, maximumBytes: 1 }),
      clock: createManualClock(),
    });

    await expect(discord.post(buildJob(), nothingToPost, always, signal)).rejects.toMatchObject({ code: 'retry' });
    await expect(discord.uploadLimit('2000000000000000001', signal)).rejects.toMatchObject({ code: 'retry' });
  });

  it('carries nothing secret in its errors', async () => {
    const server = await openRest();
    const job = jobIn(server, { style: 'a style of somebody' });
    const token = 'the-interaction-token';
    const progress = { applicationId: server.sandbox.applicationId, token, expiresAt: SOME_TIME + 1_000 };
    server.sandbox.faults.add({ route: /./, kind: 'refusal', refusal: { status: 400, code: 50_035, message: 'no' } });

    const files = [{ hash: 'no-such-file', name: 'a.mp3', sizeBytes: 1 }];
    const missing = { takes: [{ index: 0, files, link: null }], picture: null };
    const failures = await Promise.allSettled([
      server.discord.post(job, postingOf(10), always, signal),
      server.discord.post(job, missing, always, signal),
      server.discord.showProgress({ ...job, progress }, nothingKnown, signal),
    ]);

    for (const failure of failures) {
      const { reason } = failure as PromiseRejectedResult;
      const all = JSON.stringify([reason.message, { ...reason }, reason.cause ?? null]);
      expect(reason.code).toBe('refused');
      expect(all).not.toMatch(/interaction-token|somebody|127\.0\.0\.1|no\/such/);
    }
  });

  it('sends nothing when it is too late for that by the time it could', async () => {
    const server = await openRest();

    const posting = server.discord.post(jobIn(server), postingOf(10), () => false, signal);

    await expect(posting).rejects.toMatchObject({ name: 'DiscordError', code: 'retry' });
    expect(server.sandbox.log.of('POST', MESSAGES)).toEqual([]);
  });

  it('asks whether it may still send only when the uploads before it are through', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const hang = server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: 'hang', times: 1 });
    const first = new AbortController();
    const asked: string[] = [];
    const ask = (name: string) => () => asked.push(name) > 0;
    const posting = server.discord.post(job, postingOf(10), ask('first'), first.signal);
    posting.catch(() => undefined);
    const waiting = server.discord.post({ ...job, id: '1000000000000000009' }, postingOf(10), ask('second'), signal);
    await expect.poll(() => hang.hits).toBe(1);
    expect(asked).toEqual(['first']);

    first.abort(new Error('given up'));

    await expect(waiting).resolves.toMatchObject({ messageId: expect.any(String) });
    expect(asked).toEqual(['first', 'second']);
  });

  it("ends with the caller's own reason when that gives up", async () => {
    const server = await openRest();
    const hang = server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: 'hang' });
    const controller = new AbortController();
    const posting = server.discord.post(jobIn(server), nothingToPost, always, controller.signal);
    posting.catch(() => undefined);
    await expect.poll(() => hang.hits).toBe(1);
    controller.abort(new Error('shutting down'));

    await expect(posting).rejects.toThrow('shutting down');
  });
});

describe('findPost', () => {
  it('finds its own message by the id in its button, however much was said since', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const before = server.clock.now();
    const { messageId } = await server.discord.post(job, nothingToPost, always, signal);
    for (let count = 0; count < 205; count += 1) server.other.post(server.channel, { content: `message ${count}` });

    await server.clock.advance(600_000);
    await expect(server.discord.findPost(job, before, signal)).resolves.toEqual({
      channelId: server.channel.id,
      messageId,
    });
    expect(server.sandbox.log.of('GET', MESSAGES)).toHaveLength(1);
  });

  it('finds one that had fewer controls', async () => {
    const server = await openRest();
    const job = jobIn(server);
    const vote = { type: 2, style: 2, label: '♥ 0', custom_id: `cover:vote:${job.id}` };
    const body = { content: 'here', components: [{ type: 1, components: [vote] }] };
    await server.rest.once.post(`/channels/${server.channel.id}/messages`, { body });

    const { id: messageId } = await server.channel.nextMessage();
    await expect(server.discord.findPost(job, server.clock.now(), signal)).resolves.toEqual({
      channelId: server.channel.id,
      messageId,
    });
    await expect(server.discord.findPost({ ...job, id: job.id.slice(1) }, 0, signal)).resolves.toBeUndefined();
  });

  it('reads on to the last page', async () => {
    const server = await openRest();
    const job = jobIn(server);
    for (let count = 0; count < 205; count += 1) server.other.post(server.channel, { content: `message ${count}` });
    const { messageId } = await server.discord.post(job, nothingToPost, always, signal);

    await expect(server.discord.findPost(job, server.clock.now(), signal)).resolves.toEqual({
      channelId: server.channel.id,
      messageId,
    });
    expect(server.sandbox.log.of('GET', MESSAGES)).toHaveLength(3);
  });

  it('takes no other cover and nothing from before that time for it', async () => {
    const server = await openRest();
    const job = jobIn(server);
    await server.discord.post({ ...job, id: '1000000000000000008' }, nothingToPost, always, signal);
    await server.discord.post(job, nothingToPost, always, signal);
    await server.clock.advance(2 * 3_600_000);
    await server.discord.post({ ...job, id: '1000000000000000009' }, nothingToPost, always, signal);

    await expect(server.discord.findPost(job, server.clock.now(), signal)).resolves.toBeUndefined();
  });

  it('takes nobody else’s message for its own', async () => {
    const server = await openRest();
    const job = jobIn(server);
    await server.discord.post(job, nothingToPost, always, signal);
    const identity = () => ({ botId: server.other.id, applicationId: '1' });
    const another = createDiscord({
      rest: server.rest,
      identity,
      attachments: server.attachments,
      clock: server.clock,
    });

    await expect(another.findPost(job, server.clock.now(), signal)).resolves.toBeUndefined();
  });

  it('asks again once by itself, since reading harms nobody', async () => {
    const server = await openRest();
    server.sandbox.faults.add({ method: 'GET', route: MESSAGES, kind: '500', times: 1 });

    await expect(server.discord.findPost(jobIn(server), 0, signal)).resolves.toBeUndefined();

    server.sandbox.faults.add({ method: 'GET', route: MESSAGES, kind: '500', times: 2 });
    await expect(server.discord.findPost(jobIn(server), 0, signal)).rejects.toMatchObject({ code: 'retry' });
  });
});

describe('tell', () => {
  it('says in the channel what went wrong, once, and pings the requester', async () => {
    const server = await openRest();
    const failure = { key: 'provider.failed', params: { provider: 'runware' } } as const;
    const job = jobIn(server, { state: 'failed', failure });

    await expect(server.discord.tell(job, [], signal)).resolves.toBe(true);
    await expect(server.discord.tell(job, [], signal)).resolves.toBe(true);

    const [message] = server.channel.messages;
    expect(server.channel.messages).toHaveLength(1);
    expect(message?.content).toContain("Runware couldn't finish it.");
    expect(message?.content).not.toContain('\n');
    expect(message?.pings).toEqual([server.member.id]);
    expect(message?.flags).toBe(SUPPRESS_EMBEDS);
    expect(message?.buttons()).toMatchObject([{ label: 'Try again', customId: `cover:again:${job.id}` }]);
  });

  it('says it where the member asked, not where the cover would have gone', async () => {
    const server = await openRest();
    const asked = server.guild.addChannel({ name: 'general' });

    await server.discord.tell(jobIn(server, { state: 'failed', askedIn: asked.id }), [], signal);

    expect(asked.messages).toHaveLength(1);
    expect(server.channel.messages).toEqual([]);
  });

  it('keeps links to the takes out of the channel, and gives them in a direct message', async () => {
    const server = await openRest();
    const link = { url: 'https://cdn.example/take.mp3', expiresAt: null };
    const job = jobIn(server, {
      state: 'failed',
      takes: [aTake({ link })],
      failure: { key: 'delivery.kept', params: {} },
    });

    await server.discord.tell(job, [], signal);
    expect((await server.channel.nextMessage()).text()).not.toContain('cdn.example');

    server.channel.delete();
    await expect(server.discord.tell(job, [], signal)).resolves.toBe(true);
    expect(server.member.directMessages.map(({ content }) => content)).toEqual([
      expect.stringContaining('(<https://cdn.example/take.mp3>)'),
    ]);
  });

  it('is false when channel and direct messages are closed', async () => {
    const server = await openRest();
    server.channel.delete();
    server.member.closeDirectMessages();

    await expect(server.discord.tell(jobIn(server, { state: 'failed' }), [], signal)).resolves.toBe(false);
  });

  it('waits for a better time when Discord is down', async () => {
    const server = await openRest();
    server.sandbox.faults.add({ method: 'POST', route: MESSAGES, kind: '429' });

    const telling = server.discord.tell(jobIn(server, { state: 'failed' }), [], signal);

    await expect(telling).rejects.toMatchObject({ code: 'retry' });
    expect(server.member.directMessages).toEqual([]);
  });
});

describe('a refused token', () => {
  it('is reported once; one of an interaction that aged is not', async () => {
    const server = await openRest();
    const unauthorised = { kind: 'refusal', refusal: { status: 401, code: 0, message: 'no' } } as const;
    server.sandbox.faults.add({ route: /./, ...unauthorised });
    const progress = { applicationId: server.sandbox.applicationId, token: 'aged', expiresAt: SOME_TIME + 1_000 };

    await expect(server.discord.showProgress(jobIn(server, { progress }), nothingKnown, signal)).resolves.toBe(false);
    expect(server.tokenRefusals()).toBe(0);

    await server.discord.post(jobIn(server), nothingToPost, always, signal).catch(() => undefined);
    await server.discord.uploadLimit(server.guild.id, signal).catch(() => undefined);
    expect(server.tokenRefusals()).toBe(1);
  });
});

/** A port that was free a moment ago and refuses connections. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
