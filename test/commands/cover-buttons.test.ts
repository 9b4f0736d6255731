import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { CommandDeps } from '../../commands/services.ts';
import type { CancelCover } from '../../src/covers/cancel.ts';
import { coverIds } from '../../src/discord/interactions/cover-ids.ts';
import { coverControls, moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import type { Job } from '../../src/domain/job.ts';
import { UserError } from '../../src/errors.ts';
import type { SandboxMember } from '../../src/sandbox/discord/types.ts';
import { aTake } from '../support/build-cover.ts';
import { aReference } from '../support/build-job.ts';
import { fieldsOf } from './command-harness.ts';
import { aHandedFile, openCommunity } from './community-harness.ts';

const EVE = { id: '66', name: 'Eve' };
const ALL = Object.values(moreChoices);

type Bot = Awaited<ReturnType<typeof openCommunity>>;

/** The message of a cover that Eve asked for, as it is under her post. */
async function openCover(deps: Partial<CommandDeps> = {}, changes: Partial<Job> = {}) {
  const bot = await openCommunity({ deps });
  const job = bot.keepPosted({ requester: EVE, lyrics: 'la la la', ...changes });
  return { bot, job, message: await bot.messageWith(coverControls(job, 0)) };
}

/** Whatever is on record, the whole menu can be forged. */
async function choose(bot: Bot, member: SandboxMember, choice: string) {
  const answer = await member.select(await bot.menuFor(coverIds.more('42'), ALL), 'Menu', [choice]);
  const message = await answer.settled();
  expect(message.ephemeralFor).toBe(member.id);
  return message;
}

function votes(): CommandDeps['vote'] & { given: Set<string> } {
  const given = new Set<string>();
  const vote: CommandDeps['vote'] = async (_, memberId) => {
    const isGiven = !given.delete(memberId);
    if (isGiven) given.add(memberId);
    return { count: given.size, isGiven };
  };
  return Object.assign(vote, { given });
}

/** What is said of a cover that is not there any more. */
const GONE = /^This cover was deleted\. Make a new one with <\/cover:\d+>\.$/;

describe('the vote under a cover', () => {
  it('counts each member once, takes a second click back, and changes nothing but the buttons', async () => {
    const vote = votes();
    const { bot, job, message } = await openCover({ vote });
    const press = async (member: SandboxMember) => {
      await member.click(message, coverIds.vote(job.id));
      return message.buttons().find(({ customId }) => customId === coverIds.vote(job.id))?.label;
    };
    const before = message.buttons().length;

    expect(await press(bot.member)).toContain('1');
    expect(await press(bot.other)).toContain('2');
    expect(await press(bot.member)).toContain('1');
    expect([...vote.given]).toEqual([bot.other.id]);
    expect(message.content).toBe('a message');
    expect(message.buttons()).toHaveLength(before);
  });

  it('is refused in words where the cover is gone', async () => {
    const { bot, job, message } = await openCover({ vote: async () => undefined });

    const answer = await bot.member.click(message, coverIds.vote(job.id));

    expect(answer.message?.content).toMatch(GONE);
    expect(answer.message?.ephemeralFor).toBe(bot.member.id);
  });
});

describe('the menu under a cover', () => {
  it('shows details and words to anyone, in private', async () => {
    const { bot, message } = await openCover();

    const details = await bot.other.select(message, coverIds.more('42'), [moreChoices.details]);
    const words = await bot.other.select(message, coverIds.more('42'), [moreChoices.lyrics]);

    expect((await details.settled()).content).toMatch(/^\*\*Cover of song\.mp3\*\*\n-# For <@66>/);
    expect((await words.settled()).content).toBe('**Lyrics of the cover of song.mp3**\n> la la la');
    expect(words.message?.ephemeralFor).toBe(bot.other.id);
  });

  it('opens the form for a cover of the cover, and a blank one for a song of one’s own', async () => {
    const { bot, message } = await openCover();

    const remix = await bot.other.select(message, coverIds.more('42'), [moreChoices.remixCover]);
    const own = await bot.other.select(message, coverIds.more('42'), [moreChoices.own]);

    expect(remix.modal?.custom_id).toBe(coverIds.remixedCover('42'));
    expect(own.modal?.custom_id).toBe(coverIds.create(own.interactionId));
    expect(fieldsOf(own)).toContain('Song');
  });

  it('shows the lyrics to be changed, to anyone, as a draft of their own', async () => {
    const nothing = { song: null, voice: null, instrumental: null, lineage: null };
    const remixes = { fromReference: async () => nothing, fromTake: async () => nothing };
    const { bot, message } = await openCover({ remixes });

    const answer = await bot.other.select(message, coverIds.more('42'), [moreChoices.editLyrics]);

    expect((await answer.settled()).content).toContain('> la la la');
    expect([...bot.drafts.values()]).toMatchObject([{ id: answer.interactionId, requester: { id: bot.other.id } }]);
  });

  it('plays the original at one tap as well', async () => {
    const originals = { original: async () => aHandedFile('song.mp3', 2_000), takes: async () => [] };
    const { bot, message } = await openCover({ originals });

    const answer = await bot.other.click(message, '▶ Original');

    const given = await answer.settled();
    expect(given.ephemeralFor).toBe(bot.other.id);
    expect(given.attachments.map(({ filename }) => filename)).toEqual(['song.mp3']);
  });

  it('hands out the original, unless its poster forbids it', async () => {
    const file = aHandedFile('song.mp3', 2_000);
    const original: CommandDeps['originals']['original'] = async ({ reference }) => {
      if (reference?.posterId === '55') throw new UserError({ key: 'song.forbidden', params: {} });
      return file;
    };
    const originals = { original, takes: async () => [] };
    const { bot } = await openCover({ originals });

    const given = await choose(bot, bot.other, moreChoices.original);
    bot.keepPosted({ requester: EVE, reference: aReference({ posterId: '55' }) });
    const refused = await choose(bot, bot.other, moreChoices.original);

    expect(given.content).toBe('The original: **song.mp3** · 1:00');
    expect(given.attachments.map(({ filename, size }) => [filename, size])).toEqual([['song.mp3', 2_000]]);
    expect(refused.content).toMatch(/doesn't want covers of it/);
    expect(refused.attachments).toEqual([]);
  });

  it('brings a report to whoever looks after the server', async () => {
    const reports: unknown[] = [];
    let delivered = true;
    const report: CommandDeps['report'] = async (job, reporter, reason) => {
      reports.push({ id: job.id, reporter, reason });
      return { delivered };
    };
    const { bot, message } = await openCover({ report });
    const send = async (reason: string) => {
      const form = await bot.member.select(message, coverIds.more('42'), [moreChoices.report]);
      expect(form.modal?.title).toBe('Report this cover');
      const answer = await bot.member.submit(form, { "What's wrong with it?": reason });
      return (await answer.settled()).content;
    };

    expect(await send(' It insults Bob ')).toMatch(/^Thanks/);
    delivered = false;
    expect(await send('It insults Bob')).toMatch(/Report it again later/);
    expect(await send('      ')).toMatch(/Nothing was reported/);
    expect(reports).toEqual(
      Array(2).fill({
        id: '42',
        reporter: { id: bot.member.id, name: bot.member.name },
        reason: 'It insults Bob',
      }),
    );
    await expect(send('bad')).rejects.toThrow();
  });

  it('says where a cover was reported by this member before', async () => {
    const report = () => Promise.reject(new UserError({ key: 'cover.reportedAlready', params: {} }));
    const { bot, message } = await openCover({ report });
    const form = await bot.member.select(message, coverIds.more('42'), [moreChoices.report]);

    const answer = await bot.member.submit(form, { reason: 'once more' });

    expect((await answer.settled()).content).toMatch(/^You've already reported this cover/);
  });
});

describe('removing a cover', () => {
  const MODERATOR = { name: 'moderators', permissions: Flags.ManageMessages };

  function removal() {
    const done: string[] = [];
    const part: CommandDeps['removal'] = {
      takeDownOf: async () => ({ remixes: 3, song: 'blocked' }),
      async remove({ id }) {
        if (done.length > 0) throw new UserError({ key: 'cover.gone', params: {} });
        done.push(`remove ${id}`);
        return { count: 1, refused: 0 };
      },
      async takeDown({ id }, by) {
        done.push(`takeDown ${id} as ${by.kind}`);
        return { count: 4, refused: 1 };
      },
      allow: () => Promise.reject(new Error('nobody asks for it')),
      blockSong: () => Promise.reject(new Error('nobody asks for it')),
      allowSong: () => Promise.reject(new Error('nobody asks for it')),
    };
    return { done, part };
  }

  it('is for its requester, who may delete it alone', async () => {
    const { done, part } = removal();
    const { bot } = await openCover({ removal: part });
    bot.keepPosted({ requester: bot.requester });

    const card = await choose(bot, bot.member, moreChoices.remove);
    expect(card.buttons().map(({ label }) => label)).toEqual(['Delete']);
    const answer = await bot.member.click(card, 'Delete');

    expect((await answer.settled()).content).toBe('Deleted 1 cover.');
    expect(card.buttons()).toEqual([]);
    expect(done).toEqual(['remove 42']);
  });

  it('is for whoever posted the song, and says what remains', async () => {
    const { done, part } = removal();
    const { bot } = await openCover({ removal: part });
    bot.keepPosted({ requester: EVE, reference: aReference({ posterId: bot.member.id }) });

    const card = await choose(bot, bot.member, moreChoices.remove);
    const answer = await bot.member.click(card, 'Take down with its 3 remixes');

    const { content } = await answer.settled();
    expect(content).toMatch(/^Deleted 4 covers\.\nI couldn't delete 1 message.*A moderator there can delete it/);
    expect(done).toEqual(['takeDown 42 as poster']);
  });

  it('is for whoever may manage messages in the channel of the cover, and in no other', async () => {
    const { done, part } = removal();
    const { bot, job } = await openCover({ removal: part });
    bot.other.setRoles([...bot.other.roleIds, bot.guild.addRole(MODERATOR).id]);

    const card = await choose(bot, bot.other, moreChoices.remove);
    await (await bot.other.click(card, 'Take down with its 3 remixes')).settled();
    expect(done).toEqual(['takeDown 42 as moderator']);

    bot.jobs.set('42', { ...job, channelId: '77' });
    expect((await choose(bot, bot.other, moreChoices.remove)).content).toMatch(
      /^Only the member who asked for this cover/,
    );
  });

  it('is refused to anyone else, also by a forged button', async () => {
    const { done, part } = removal();
    const { bot } = await openCover({ removal: part });

    const menu = await choose(bot, bot.member, moreChoices.remove);
    expect(menu.content).toMatch(/^Only the member who asked for this cover.*You can report it instead\.$/);
    for (const customId of [coverIds.remove('42'), coverIds.takeDown('42')]) {
      const answer = await bot.member.click(await bot.buttonFor(customId), 'Press');
      expect(answer.message?.content).toMatch(/^Only the member who asked for this cover/);
    }
    bot.keepPosted({ requester: bot.requester });
    const takeDown = await bot.member.click(await bot.buttonFor(coverIds.takeDown('42')), 'Press');

    expect(takeDown.message?.content).toMatch(/^Only the member who asked for this cover/);
    expect(done).toEqual([]);
  });

  it('happens once, whoever clicks twice', async () => {
    const { done, part } = removal();
    const { bot } = await openCover({ removal: part });
    bot.keepPosted({ requester: bot.requester });
    const button = await bot.buttonFor(coverIds.remove('42'));

    const answers = await Promise.all([bot.member.click(button, 'Press'), bot.member.click(button, 'Press')]);

    await expect
      .poll(() => answers.flatMap(({ followUps }) => followUps.map(({ content }) => content)))
      .toEqual([expect.stringMatching(GONE)]);
    await expect.poll(() => button.content).toBe('Deleted 1 cover.');
    expect(done).toEqual(['remove 42']);
  });

  it('is not offered for a cover that is gone', async () => {
    const { part } = removal();
    const { bot } = await openCover({ removal: part });
    bot.keepPosted({ requester: bot.requester });
    bot.posted.clear();

    expect((await choose(bot, bot.member, moreChoices.remove)).content).toMatch(GONE);
  });
});

describe('every button and menu of a cover', () => {
  it('knows nothing of other servers, of what was not posted by others, and of what nobody knows', async () => {
    const bot = await openCommunity({ deps: { vote: () => Promise.reject(new Error('voted')) } });
    const ids = [coverIds.vote, coverIds.remove, coverIds.takeDown];
    const buttons = await Promise.all(ids.map((id) => bot.buttonFor(id('42'))));
    const menu = await bot.menuFor(coverIds.more('42'), ALL);
    const answers = async () => {
      const pressed = buttons.map((button) => bot.member.click(button, 'Press'));
      const chosen = ALL.map((choice) => bot.member.select(menu, 'Menu', [choice]));
      const all = await Promise.all([...pressed, ...chosen]);
      return all.map(({ message }) => message?.content);
    };
    const gone = Array(buttons.length + ALL.length).fill(expect.stringMatching(/^I don't have this one any more/));

    expect(await answers()).toEqual(gone);
    bot.keepPosted({ guildId: '2000000000000000099' });
    expect(await answers()).toEqual(gone);
    bot.keepJob({ requester: EVE });
    expect(await answers()).toEqual(gone);
    bot.keepJob({ requester: EVE, state: 'failed', delivery: { startedAt: 1, messageId: null } });
    expect(await answers()).toEqual(gone);
  });

  it('refuses what its menu does not offer', async () => {
    const bot = await openCommunity();
    bot.keepPosted();

    const answer = await bot.member.select(await bot.menuFor(coverIds.more('42'), ['constructor']), 'Menu', [
      'constructor',
    ]);

    expect(answer.message?.content).toMatch(/^Something went wrong on my side/);
  });

  it('answers also while nobody knows yet whether the post has arrived', async () => {
    const bot = await openCommunity();
    bot.keepJob({ requester: EVE, state: 'delivering', delivery: { startedAt: 1, messageId: null } });

    expect((await choose(bot, bot.member, moreChoices.details)).content).toMatch(/^\*\*Cover of song\.mp3\*\*/);
  });
});

describe('the buttons under a job', () => {
  it('cancel it before the paid call, at no cost', async () => {
    const bot = await openCommunity();
    bot.keepJob();
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const answer = await bot.member.click(message, 'Press');

    expect((await answer.settled()).content).toContain('Cancelled – nothing was charged.');
    expect(message.buttons()).toEqual([]);
  });

  it('ask after the paid call that it is not posted', async () => {
    const cancelCover: CancelCover = async (job) => ({ ...job, cancelRequestedAt: 1 });
    const bot = await openCommunity({ cancelCover });
    bot.keepJob({ state: 'generating' });
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const answer = await bot.member.click(message, 'Press');

    expect((await answer.settled()).content).toContain("it won't be posted. Only you'll get it.");
  });

  it('say beside the progress that it is too late', async () => {
    const cancelCover = () => Promise.reject(new UserError({ key: 'job.tooLateToCancel', params: {} }));
    const bot = await openCommunity({ cancelCover });
    bot.keepJob({ state: 'delivering' });
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const answer = await bot.member.click(message, 'Press');

    await expect
      .poll(() => answer.followUps.map(({ content }) => content))
      .toEqual([expect.stringMatching(/^Too late to cancel/)]);
    expect(message.content).toBe('a message');
  });

  it('show how it ended where an old message still has them', async () => {
    const bot = await openCommunity({ cancelCover: async (job) => job });
    const { channelId } = bot.keepPosted({ requester: bot.requester });
    const message = await bot.buttonFor(coverIds.cancel('42'));

    const answer = await bot.member.click(message, 'Press');

    expect((await answer.settled()).content).toContain(`/${bot.guild.id}/${channelId}/99`);
    expect(message.buttons()).toEqual([]);
  });

  it('give kept takes to their requester alone, as files', async () => {
    const files = [aHandedFile('take-1.mp3', 3_000), aHandedFile('take-2.mp3', 2_000)];
    const takes = async () => files;
    const bot = await openCommunity({
      deps: { originals: { original: () => Promise.reject(new Error('no')), takes } },
    });
    bot.keepJob({ state: 'failed', takes: [aTake(), aTake()], cancelRequestedAt: 1 });
    const message = await bot.buttonFor(coverIds.kept('42'));

    const refused = await bot.other.click(message, 'Press');
    const given = await (await bot.member.click(message, 'Press')).settled();

    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    expect(given.ephemeralFor).toBe(bot.member.id);
    expect(given.content).toMatch(/^Cover of \*\*song\.mp3\*\*\nYou cancelled, so this one's just for you/);
    expect(given.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['take-1.mp3', 3_000],
      ['take-2.mp3', 2_000],
    ]);
  });

  it('give the provider’s links where the files are no longer kept, as long as these work', async () => {
    const originals = { original: () => Promise.reject(new Error('no')), takes: async () => [] };
    const bot = await openCommunity({ deps: { originals } });
    const given = async (expiresAt: number) => {
      bot.keepJob({ state: 'failed', takes: [aTake({ link: { url: 'https://cdn.example/take.mp3', expiresAt } })] });
      const answer = await bot.member.click(await bot.buttonFor(coverIds.kept('42')), 'Press');
      return (await answer.settled()).content;
    };

    expect(await given(bot.clock.now() + 60_000)).toContain('(<https://cdn.example/take.mp3>)');
    expect(await given(bot.clock.now())).not.toContain('https://cdn.example');
  });

  it('try it again for its requester, in a new private message', async () => {
    const bot = await openCommunity();
    bot.keepJob({ state: 'failed' });
    const message = await bot.buttonFor(coverIds.again('42'));

    const refused = await bot.other.click(message, 'Press');
    const answer = await bot.member.click(message, 'Press');

    expect(refused.message?.content).toMatch(/^Only the member who asked/);
    expect(answer.kind).toBe('deferred');
    await expect.poll(() => bot.retried.map(({ id }) => id)).toEqual(['42']);
  });

  it('do nothing to jobs that nobody knows, or that are of another server', async () => {
    const bot = await openCommunity({ cancelCover: () => Promise.reject(new Error('cancelled')) });
    const buttons = await Promise.all(
      [coverIds.cancel, coverIds.again, coverIds.kept].map((id) => bot.buttonFor(id('42'))),
    );
    const answers = async () => {
      const all = await Promise.all(buttons.map((button) => bot.member.click(button, 'Press')));
      return all.map(({ message }) => message?.content);
    };
    const gone = Array(3).fill(expect.stringMatching(/^I don't have this one any more/));

    expect(await answers()).toEqual(gone);
    bot.keepJob({ guildId: '2000000000000000099' });
    expect(await answers()).toEqual(gone);
    expect(bot.retried).toEqual([]);
  });
});
