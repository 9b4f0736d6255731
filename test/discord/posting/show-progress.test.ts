import { SlashCommandBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createDiscord } from '../../../src/discord/discord.ts';
import { type Command, defineHandler, noInput } from '../../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../../src/discord/interactions/interaction-context.ts';
import { nothingKnown } from '../../../src/discord/views/progress/progress-view.ts';
import type { Job } from '../../../src/domain/job.ts';
import { aTake } from '../../support/build-cover.ts';
import { buildJob } from '../../support/build-job.ts';
import { filesOf, openBot } from '../bot-at-discord.ts';

const ORIGINAL = '/webhooks/:id/:token/messages/@original';
const signal = new AbortController().signal;

/** A job whose private message really exists, and the adapter that edits it. */
async function openProgress() {
  const calls: InteractionContext[] = [];
  const slash = defineHandler({
    input: noInput,
    respond(call) {
      calls.push(call);
      return { kind: 'defer' };
    },
  });
  const data = new SlashCommandBuilder().setName('probe').setDescription('A probe').toJSON();
  const command: Command = { name: 'probe', data: [data], slash, buttons: {}, modals: {}, selects: {} };
  const bot = await openBot([command]);
  const answer = await bot.member.slash(bot.channel, 'probe');
  const [call] = calls;
  if (!call) throw new Error('nothing was called');
  const discord = createDiscord({
    rest: bot.client.rest,
    identity: bot.client.identity,
    attachments: bot.attachments,
    clock: bot.clock,
  });
  const show = (changes: Partial<Job> = {}, view = nothingKnown) =>
    discord.showProgress({ ...buildJob(), progress: call.interaction, ...changes }, view, signal);
  return { ...bot, answer, show };
}

describe('showProgress', () => {
  it('edits the private message, with a way to cancel while it waits', async () => {
    const { show, answer, member } = await openProgress();

    const isShown = await show({}, { ...nothingKnown, place: { place: 3, guildIsFull: false } });

    expect(isShown).toBe(true);
    expect(answer.message?.content).toBe('Cover of **song.mp3**\n#3 in line');
    expect(answer.message?.buttons()).toMatchObject([{ label: 'Cancel', customId: `cover:cancel:${buildJob().id}` }]);
    expect(answer.message?.ephemeralFor).toBe(member.id);

    await show({ state: 'cancelled', settled: 'refunded' });
    expect(answer.message?.content).toBe('Cover of **song.mp3**\nCancelled – nothing was charged.');
    expect(answer.message?.buttons()).toEqual([]);
  });

  it('gives the takes of a cover that was not posted, as files, and as links where these are gone', async () => {
    const { show, answer, sandbox } = await openProgress();
    const link = { url: 'https://cdn.example/take.wav', expiresAt: null };
    const cancelled = { state: 'delivered', cancelRequestedAt: 1, takes: [aTake(), aTake({ link })] } as const;
    const [mp3, wav] = filesOf(1_000, 2_000);
    if (!mp3 || !wav) throw new Error('no files');
    const takes = [
      { index: 0, files: [mp3], link: null },
      { index: 1, files: [{ ...wav, name: 'cover-2.wav', hash: 'no-such-take' }], link: null },
    ];

    // The second try sends the file again.
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500', times: 1 });
    await expect(show({ ...cancelled, takes: [...cancelled.takes] }, { ...nothingKnown, takes })).resolves.toBe(true);

    expect(answer.message?.attachments.map(({ filename, size }) => [filename, size])).toEqual([['cover-1.mp3', 1_000]]);
    expect(answer.message?.content.split('\n').slice(-2)).toEqual([
      'Take 1 · seed 7',
      'Take 2 · seed 7 · [listen here](<https://cdn.example/take.wav>)',
    ]);
    expect(answer.message?.content).toContain("this one's just for you");
  });

  it('leaves files to their links where Discord takes less than it says', async () => {
    const { show, answer, sandbox } = await openProgress();
    const refusal = { status: 413, code: 40_005, message: '' };
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'refusal', refusal, times: 1 });
    const link = { url: 'https://cdn.example/take.mp3', expiresAt: null };
    const job = { state: 'failed', takes: [aTake({ link })] } as const;
    const takes = filesOf(1_000).map((file, index) => ({ index, files: [file], link: null }));

    await expect(show({ ...job, takes: [...job.takes] }, { ...nothingKnown, takes })).resolves.toBe(true);

    expect(answer.message?.attachments).toEqual([]);
    expect(answer.message?.content).toContain('(<https://cdn.example/take.mp3>)');
  });

  it('is false, and asks nobody, where there is no message to edit', async () => {
    const { show, sandbox } = await openProgress();
    await expect(show({ progress: null })).resolves.toBe(false);
    expect(sandbox.log.of('PATCH', ORIGINAL)).toEqual([]);
  });

  it.each([
    { status: 401, code: 50_027 },
    { status: 404, code: 10_015 },
    { status: 404, code: 10_008 },
  ])('is false when Discord says $code', async ({ status, code }) => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'refusal', refusal: { status, code, message: '' } });

    await expect(show()).resolves.toBe(false);
  });

  it('tries once more by itself, then leaves it to the caller', async () => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500', times: 3 });

    await expect(show()).rejects.toMatchObject({ name: 'DiscordError', code: 'retry' });
    await expect(show()).resolves.toBe(true);
    expect(sandbox.log.of('PATCH', ORIGINAL)).toHaveLength(4);
  });

  it('leaves a long rate limit to the caller', async () => {
    const { show, sandbox } = await openProgress();
    sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '429', retryAfterSeconds: 30 });

    await expect(show()).rejects.toMatchObject({ code: 'retry', retryAfterMs: expect.any(Number) });
  });
});
