import { describe, expect, it } from 'vitest';
import type { CancelCover } from '../../src/covers/cancel.ts';
import { coversIds } from '../../src/discord/interactions/cover-ids.ts';
import type { Lineage } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import { aTake } from '../support/build-cover.ts';
import { aDraft } from '../support/build-job.ts';
import { aHandedFile, openCommunity } from './community-harness.ts';

const BOB = { id: '77', name: 'Bob' };
const ELSEWHERE = { guildId: '2000000000000000099' };

function idOf(index: number): string {
  return String(1_000_000_000_000_000_000n + BigInt(index));
}

type Bot = Awaited<ReturnType<typeof openCommunity>>;

/** What a command answers in the end, to the member alone. */
async function ask(bot: Bot, name: string, options: Record<string, string> = {}) {
  const answer = await bot.member.slash(bot.channel, `covers ${name}`, options);
  const message = await answer.settled();
  expect(message.ephemeralFor).toBe(bot.member.id);
  return message;
}

describe('/covers queue', () => {
  it('lists what is on its way in this server alone, and says no word of what others asked for', async () => {
    const bot = await openCommunity();
    bot.keepJob({ id: idOf(1), state: 'generating', requester: BOB });
    bot.keepJob({ id: idOf(2) });
    bot.keepJob({ id: idOf(3), state: 'failed' });
    bot.keepJob({ id: idOf(4), ...ELSEWHERE, requester: { id: '66', name: 'Eve' } });

    const { content } = await ask(bot, 'queue');

    expect(content.split('\n')).toEqual([
      '**Being made in this server**',
      expect.stringMatching(/^A cover for <@77> · started <t:\d+:R>$/),
      expect.stringMatching(/^\*\*song\*\*.* \(\*\*yours\*\*\) · #2 in line$/),
    ]);
  });
});

describe('what lies in a channel that its reader does not see', () => {
  it('is in no list, no proposal and no tree, and nobody is told that it is there', async () => {
    const bot = await openCommunity();
    const STAFF = { channelId: '55', requester: BOB };
    bot.hidden.add(STAFF.channelId);
    bot.keepPosted({ id: idOf(1), style: 'open' }, 1);
    bot.keepPosted({ id: idOf(2), style: 'secret', lyrics: '[Verse]\nsecret', ...STAFF }, 9);
    bot.keepJob({ id: idOf(3), style: 'secret', state: 'generating', ...STAFF });

    expect((await ask(bot, 'queue')).content).toMatch(/^Nothing is being made here/);
    expect((await ask(bot, 'top')).content).toMatch(/\n\*\*1\.\*\* ♥ 1 · [^\n]*$/);
    expect((await ask(bot, 'tree', { cover: idOf(1) })).content).not.toContain('secret');
    for (const part of ['show', 'tree']) {
      const proposed = await bot.member.autocomplete(bot.channel, `covers ${part}`, { cover: '' }, 'cover');
      expect(proposed.map(({ value }) => value)).toEqual([idOf(1)]);
      expect((await ask(bot, part, { cover: idOf(2) })).content).toMatch(/^I can't find that cover/);
    }
  });

  it('leaves its place among the first ten to others', async () => {
    const bot = await openCommunity();
    for (let index = 1; index <= 12; index += 1) bot.keepPosted({ id: idOf(index) }, index);

    expect((await ask(bot, 'top')).content.split('\n')).toHaveLength(11);
  });
});

describe('/covers cancel', () => {
  it('cancels the only one', async () => {
    const bot = await openCommunity();
    bot.keepJob({ id: idOf(1), requester: BOB });
    bot.keepJob({ id: idOf(2) });

    expect((await ask(bot, 'cancel')).content).toContain('Cancelled – nothing was charged.');
  });

  it('asks which one is meant where there are several, and takes the one that is chosen', async () => {
    const cancelled: string[] = [];
    const cancelCover: CancelCover = async (job) => {
      cancelled.push(job.id);
      return { ...job, cancelRequestedAt: 1 };
    };
    const bot = await openCommunity({ cancelCover });
    bot.keepJob({ id: idOf(1), style: 'slow jazz' });
    bot.keepJob({ id: idOf(2), style: 'loud PUNK', state: 'generating' });
    bot.keepJob({ id: idOf(3), style: 'punk as well', requester: BOB });

    const card = await ask(bot, 'cancel');
    expect(card.content).toBe('**Cancel which of your 2?**');
    const chosen = await bot.member.select(card, 'Pick one', [idOf(2)]);
    await chosen.settled(({ content }) => content.includes("Only you'll get it"));
    expect(card.buttons()).toEqual([]);
    expect(cancelled.splice(0)).toEqual([idOf(2)]);
    const proposed = await bot.member.autocomplete(bot.channel, 'covers cancel', { cover: 'punk' }, 'cover');
    expect(proposed).toEqual([{ name: 'song · loud PUNK · 2026-11-20', value: idOf(2) }]);
    const { content } = await ask(bot, 'cancel', { cover: idOf(2) });

    expect(cancelled).toEqual([idOf(2)]);
    expect(content).toContain("Only you'll get it.");
  });

  it('refuses what is not one’s own, not here, not there, or too late', async () => {
    const cancelCover: CancelCover = () => Promise.reject(new UserError({ key: 'job.tooLateToCancel', params: {} }));
    const bot = await openCommunity({ cancelCover });
    expect((await ask(bot, 'cancel')).content).toMatch(/nothing to cancel/);
    bot.keepJob({ id: idOf(1), requester: BOB });
    bot.keepJob({ id: idOf(2), ...ELSEWHERE });
    bot.keepJob({ id: idOf(3), state: 'delivering' });

    expect((await ask(bot, 'cancel', { cover: idOf(1) })).content).toMatch(/^Only the member who asked/);
    expect((await ask(bot, 'cancel', { cover: idOf(2) })).content).toMatch(/^I can't find that cover/);
    expect((await ask(bot, 'cancel', { cover: 'punk' })).content).toMatch(/^I can't find that cover/);
    expect((await ask(bot, 'cancel', { cover: idOf(3) })).content).toMatch(/^Too late to cancel – it's already being/);
  });
});

describe('/covers mine', () => {
  it('turns pages that keep their place when something is deleted', async () => {
    const bot = await openCommunity();
    for (let index = 1; index <= 12; index += 1) bot.keepPosted({ id: idOf(index), style: `style ${index}.` });
    bot.keepPosted({ id: idOf(13), style: 'not mine', requester: BOB });
    bot.keepPosted({ id: idOf(14), style: 'not here', ...ELSEWHERE });

    const page = await ask(bot, 'mine');
    expect(page.content).toContain('style 12');
    expect(page.content).not.toMatch(/style 7|not mine|not here/);
    expect(page.buttons().map(({ label }) => label)).toEqual(['Older']);

    bot.jobs.delete(idOf(8));
    const older = await (await bot.member.click(page, 'Older')).settled();
    expect(older.id).toBe(page.id);
    expect(older.content).toMatch(/style 7\.[\s\S]*style 3\./);
    expect(older.buttons().map(({ label }) => label)).toEqual(['Newer', 'Older']);

    await (await bot.member.click(page, 'Older')).settled();
    expect(page.content).toMatch(/style 2\.[\s\S]*style 1\./);
    await (await bot.member.click(page, 'Newer')).settled();
    expect(page.content).toContain('style 3.');
    expect(bot.asked.slice(-1)).toEqual([{ kind: 'newerThan', jobId: idOf(2) }]);

    bot.jobs.clear();
    const empty = await (await bot.member.click(page, 'Newer')).settled();
    expect(empty.content).toMatch(/^No covers yet/);
  });

  it('plays one of them in private, with the other takes in a menu where they do not fit', async () => {
    const sizes = [1_000, 24 * 1024 * 1024 - 2_000, 5_000];
    const takes = sizes.map((size, index) => aHandedFile(`take-${index + 1}.mp3`, Math.min(size, 6_000)));
    const asTold = takes.map((file, index) => ({ ...file, sizeBytes: sizes[index] ?? 0 }));
    const limits: (number | undefined)[] = [];
    const bot = await openCommunity({
      deps: {
        originals: {
          original: () => Promise.reject(new Error('nobody asks for it')),
          async takes(_, maximumBytes) {
            limits.push(maximumBytes);
            return asTold;
          },
        },
      },
    });
    bot.guild.setTier(3);
    const job = bot.keepPosted({ id: idOf(1) });

    const page = await ask(bot, 'mine');
    const played = await (await bot.member.select(page, 'Play one, or pick up where you left off', [job.id])).settled();

    expect(played.id).not.toBe(page.id);
    expect(played.ephemeralFor).toBe(bot.member.id);
    expect(played.attachments.map(({ filename }) => filename)).toEqual(['take-1.mp3', 'take-2.mp3']);
    expect(limits).toEqual([24 * 1024 * 1024]);

    const other = await (await bot.member.select(played, 'Get another take', ['take-3.mp3'])).settled();
    expect(other.attachments.map(({ filename, size }) => [filename, size])).toEqual([['take-3.mp3', 5_000]]);
    expect(other.content).toBe("Here's **song**, just for you:");
  });

  it('leads on with what is not done: a failed one can be tried again, and one that waits can be cancelled', async () => {
    const bot = await openCommunity();
    const failure = { key: 'provider.failed', params: { provider: 'runware' } } as const;
    bot.keepJob({ id: idOf(1), state: 'failed', settled: 'refunded', failure });
    bot.keepJob({ id: idOf(2) });
    const page = await ask(bot, 'mine');
    const labelsOf = async (id: string) => {
      const answer = await bot.member.select(page, 'Play one, or pick up where you left off', [id]);
      return (await answer.settled()).buttons().map(({ label }) => label);
    };

    expect(await labelsOf(idOf(1))).toEqual(['Try again']);
    expect(await labelsOf(idOf(2))).toEqual(['Cancel']);
  });

  it('brings back the card of what was filled in and not made, and nobody else’s', async () => {
    const bot = await openCommunity();
    const draft = aDraft({ id: idOf(1), guildId: bot.guild.id, requester: bot.requester });
    bot.drafts.set(draft.id, draft);
    bot.drafts.set(idOf(2), { ...draft, id: idOf(2), requester: BOB });
    bot.drafts.set(idOf(3), { ...draft, id: idOf(3), guildId: '7' });

    const page = await ask(bot, 'mine');
    expect(page.content.split('\n').slice(1)).toEqual([
      '**song.mp3** · not made yet',
      '-# slow blues with a warm organ',
    ]);
    const answer = await bot.member.select(page, 'Play one, or pick up where you left off', [`cover:${idOf(1)}`]);
    const card = await answer.settled();
    expect(card.buttons().map(({ label }) => label)).toContain('Make it');
    expect(bot.accepted).toEqual([]);

    const forged = await bot.menuFor(coversIds.play(idOf(1)), [`cover:${idOf(2)}`]);
    const refused = await bot.member.select(forged, 'Menu', [`cover:${idOf(2)}`]);
    expect((await refused.settled()).content).toMatch(/^This form has expired/);
  });

  it('plays nothing of others, of other servers, or what is no longer kept', async () => {
    const bot = await openCommunity({
      deps: { originals: { original: () => Promise.reject(new Error('no')), takes: async () => [] } },
    });
    bot.keepPosted({ id: idOf(1), requester: BOB });
    bot.keepPosted({ id: idOf(2), ...ELSEWHERE });
    bot.keepPosted({ id: idOf(3) });
    const menu = await bot.menuFor(coversIds.play(idOf(3)), [1, 2, 3, 4].map(idOf));
    const played = async (index: number) =>
      (await (await bot.member.select(menu, 'Menu', [idOf(index)])).settled()).content;

    expect(await played(1)).toMatch(/^Only the member who asked/);
    expect(await played(2)).toMatch(/^I don't have this one any more/);
    expect(await played(3)).toMatch(/can't give it to you/);
    expect(await played(4)).toMatch(/^I don't have this one any more/);

    for (const [index, says] of [
      [1, /^Only the member who asked/],
      [2, /^I don't have this one any more/],
      [3, /can't give it to you/],
      [4, /^I don't have this one any more/],
    ] as const) {
      const take = await bot.menuFor(coversIds.take(idOf(index)), ['take-1.mp3']);
      const answer = await bot.member.select(take, 'Menu', ['take-1.mp3']);
      expect((await answer.settled()).content).toMatch(says);
    }
  });

  it('shows everybody their own, whoever turns a page', async () => {
    const bot = await openCommunity();
    bot.keepPosted({ id: idOf(1), style: 'of Ada' });
    bot.keepPosted({ id: idOf(2), style: 'of Bob', requester: { id: bot.other.id, name: 'Bob' } });
    const forged = await bot.buttonFor(coversIds.older(idOf(3)));

    const answer = await bot.other.click(forged, 'Press');

    const { content } = await answer.settled();
    expect(content).toContain('of Bob');
    expect(content).not.toContain('of Ada');
  });
});

describe('/covers show', () => {
  it('proposes posted covers of this server, and shows the one that is chosen', async () => {
    const bot = await openCommunity();
    bot.keepPosted({ id: idOf(1), style: 'slow jazz' }, 3);
    bot.keepPosted({ id: idOf(2), ...ELSEWHERE });
    bot.keepJob({ id: idOf(3) });

    const proposed = await bot.member.autocomplete(bot.channel, 'covers show', { cover: ' jazz ' }, 'cover');
    expect(proposed).toEqual([{ name: 'song · slow jazz · by Ada · ♥ 3 · 2026-11-20', value: idOf(1) }]);
    expect(bot.asked).toEqual(['jazz']);

    const { content } = await ask(bot, 'show', { cover: idOf(1) });
    expect(content).toMatch(/^Posted: https:\/\/discord\.com\/channels\/\d+\/\d+\/99\n♥ 3\n\*\*Cover of song\.mp3\*\*/);
  });

  it('knows nothing of other servers, of what was not posted, and of what is no id', async () => {
    const bot = await openCommunity();
    bot.keepPosted({ id: idOf(1), ...ELSEWHERE });
    bot.keepJob({ id: idOf(2) });
    bot.keepCover({ id: idOf(3) });

    for (const part of ['show', 'tree']) {
      for (const cover of [idOf(1), idOf(2), 'slow jazz', '__proto__']) {
        expect((await ask(bot, part, { cover })).content).toMatch(/^I can't find that cover/);
      }
      expect((await ask(bot, part, { cover: idOf(3) })).content).toMatch(
        /^This cover was deleted\. Make a new one with <\/cover:\d+>\.$/,
      );
    }
  });
});

describe('/covers top', () => {
  it('asks for the last week unless told otherwise', async () => {
    const bot = await openCommunity();
    bot.keepPosted({ id: idOf(1) }, 5);

    expect((await ask(bot, 'top')).content).toMatch(/^\*\*Top covers of the last week\*\*\n\*\*1\.\*\* ♥ 5 · /);
    expect((await ask(bot, 'top', { period: 'all' })).content).toMatch(/^\*\*Top covers of all time/);
    expect(bot.asked).toEqual(['week', 'all']);
  });
});

describe('/covers tree', () => {
  it('shows what a cover was made from and what was made from it', async () => {
    const bot = await openCommunity();
    const parent = { id: idOf(1), channelId: bot.channel.id, messageId: '99' };
    bot.keepPosted({ id: idOf(1), style: 'first' });
    const lineage: Lineage = { rootHash: 'a', parent, ancestors: [], from: 'reference' };
    bot.keepPosted({ id: idOf(2), style: 'second', lineage }, 2);

    const { content } = await ask(bot, 'tree', { cover: idOf(2) });

    expect(content).toMatch(
      /\n└ first – by .* · ♥ 0 · \S+\n\u00A0{4}└ \*\*second\*\* \(this one\) – by .* · ♥ 2 · \S+$/,
    );
  });

  it('is one line for a new song, which goes back to nothing', async () => {
    const bot = await openCommunity({ models: ['minimax:music@cover'] });
    bot.keepPosted({ id: idOf(1), kind: 'song', reference: null, takes: [aTake()] });

    expect((await ask(bot, 'tree', { cover: idOf(1) })).content).toMatch(/^\*\*Everything made from this song\*\*\n└ /);
  });
});
