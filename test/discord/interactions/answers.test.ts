import { describe, expect, it } from 'vitest';
import type { Handler } from '../../../src/discord/interactions/command.ts';
import { coverIds } from '../../../src/discord/interactions/cover-ids.ts';
import type { PostedFile } from '../../../src/discord/port.ts';
import { coverControls } from '../../../src/discord/views/components/cover-controls.ts';
import { type View, viewOf } from '../../../src/discord/views/view.ts';
import { UserError } from '../../../src/errors.ts';
import type { SandboxMessage } from '../../../src/sandbox/discord/types.ts';
import { buildJob } from '../../support/build-job.ts';
import { filesOf, loseFile } from '../bot-at-discord.ts';
import { button, deferred, entry, openProbe } from '../probe.ts';

const handing = (files: readonly PostedFile[], content = 'here it is'): View => ({
  ...viewOf([content]),
  files: files.map((file) => ({ ...file, contentType: 'audio/mpeg' })),
});

function sizesIn(message: SandboxMessage | undefined) {
  return message?.attachments.map(({ filename, size }) => [filename, size]);
}

describe('files of an answer', () => {
  it('are read, named so that Discord keeps the name, and take the place of earlier ones', async () => {
    const [first, second] = filesOf(1_000, 2_000).map((file) => ({ ...file, name: 'Übermorgen (live).mp3' }));
    if (!first || !second) throw new Error('no files');
    const bot = await openProbe({
      slash: entry(() => ({
        kind: 'reply',
        view: { ...button('press'), files: [{ ...first, contentType: 'audio/mpeg' }] },
      })),
      buttons: {
        press: entry(
          () => ({ kind: 'deferUpdate' }),
          async () => handing([second], 'exchanged'),
        ),
      },
    });

    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    expect(shown.attachments).toMatchObject([
      { filename: 'ubermorgen_live.mp3', title: 'Übermorgen (live)', size: 1_000, contentType: 'audio/mpeg' },
    ]);

    const answer = await bot.member.click(shown, 'press');
    await answer.settled(({ content }) => content === 'exchanged');
    expect(sizesIn(shown)).toEqual([['ubermorgen_live.mp3', 2_000]]);
  });

  it('wait for room in memory that posts have taken, and give theirs back; answers without files do not wait', async () => {
    const views = [handing(filesOf(1_000)), viewOf(['no files'])];
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => views.shift(),
      ),
    });
    const everything = { hash: 'gone', name: 'all.mp3', contentType: 'audio/mpeg', sizeBytes: 64 * 1024 * 1024 };
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const posting = bot.attachments.withFiles([everything], new AbortController().signal, () => released);

    const waiting = await bot.member.slash(bot.channel, 'probe');
    const plain = await bot.member.slash(bot.channel, 'probe');
    expect((await plain.settled()).content).toBe('no files');
    expect(waiting.message?.loading).toBe(true);
    release();

    expect(sizesIn(await waiting.settled())).toEqual([['cover-1.mp3', 1_000]]);
    await expect.poll(() => bot.answered()).toHaveLength(2);
    await posting;
    await bot.attachments.withFiles([everything], AbortSignal.timeout(1_000), async () => undefined);
  });

  it.each([
    ['the first answer', (view: View) => entry(() => ({ kind: 'reply', view }))],
    [
      'a later one',
      (view: View) =>
        entry(
          () => deferred,
          async () => view,
        ),
    ],
  ])('that are gone by then turn %s into a sentence', async (_which, slashOf: (view: View) => Handler) => {
    const files = filesOf(1_000);
    for (const file of files) loseFile(file);
    const bot = await openProbe({ slash: slashOf(handing(files)) });

    const answer = await bot.member.slash(bot.channel, 'probe');
    const { content, attachments } = await answer.settled();

    expect(content).not.toContain('here it is');
    expect(attachments).toEqual([]);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'refused', reason: 'files.notKept' }]);
    expect(JSON.stringify(bot.lines)).not.toContain(files[0]?.hash);
  });
});

describe('new controls under a message', () => {
  it('leave its words and files, for all to see', async () => {
    const job = buildJob();
    const bot = await openProbe({
      slash: entry(() => deferred),
      buttons: { vote: entry(() => ({ kind: 'updateControls', components: coverControls(job, 4) })) },
    });
    const cover = await postCover(bot, 'vote');

    const answer = await bot.member.click(cover, 'vote');

    expect(answer.kind).toBe('update');
    expect(cover.content).toBe('press vote');
    expect(sizesIn(cover)).toEqual([['cover-1.mp3', 1_000]]);
    expect(cover.buttons().map(({ label, customId }) => [label, customId])).toContainEqual([
      '♥ 4',
      coverIds.vote(job.id),
    ]);
  });

  it.each([
    ['a result', async () => viewOf(['counted']), 'counted'],
    [
      'a refusal',
      () => Promise.reject(new UserError({ key: 'cover.gone', params: {} })),
      'This cover was deleted. Make a new one with `/cover`.',
    ],
  ])('keep %s of the work behind them out of it', async (_what, run: () => Promise<View>, words) => {
    const components = button('again').components;
    const bot = await openProbe({
      slash: entry(() => deferred),
      buttons: { vote: entry(() => ({ kind: 'updateControls', components }), run) },
    });
    const cover = await postCover(bot, 'vote');

    const answer = await bot.member.click(cover, 'vote');

    await expect.poll(() => answer.followUps.map(({ content }) => content)).toEqual([words]);
    expect(answer.followUps[0]?.ephemeralFor).toBe(bot.member.id);
    expect(cover.content).toBe('press vote');
    expect(sizesIn(cover)).toEqual([['cover-1.mp3', 1_000]]);
  });
});

/** A message with a file and a button of the probe, for all to see. */
async function postCover(bot: Awaited<ReturnType<typeof openProbe>>, action: string): Promise<SandboxMessage> {
  const { content, components } = button(action);
  await bot.client.rest.once.post(`/channels/${bot.channel.id}/messages`, {
    body: { content, components, attachments: [{ id: '0', filename: 'cover-1.mp3' }] },
    files: [{ name: 'cover-1.mp3', data: Buffer.alloc(1_000), contentType: 'audio/mpeg' }],
  });
  return bot.channel.nextMessage();
}
