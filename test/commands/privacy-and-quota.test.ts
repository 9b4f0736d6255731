import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrivacyCommand } from '../../commands/privacy/index.ts';
import { jsonWithin } from '../../commands/privacy/json-within.ts';
import type { CommandDeps } from '../../commands/services.ts';
import type { Deleted } from '../../src/covers/privacy.ts';
import { privacyIds } from '../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { privacyView } from '../../src/discord/views/privacy-view.ts';
import { dayOf } from '../../src/domain/money/quota.ts';
import { keptFor } from '../../src/domain/policy/kept-for.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openCommands } from './command-harness.ts';

const clock = createManualClock();

const NONE: Deleted = { covers: 0, refused: 0, unfinished: 0 };

const NO_PRIVACY: CommandDeps['privacy'] = {
  export: async (memberId) => ({ memberId }),
  delete: async () => NONE,
  resume: () => Promise.reject(new Error('no member asks for that')),
  setForbids: async () => {},
};

async function openPrivacy(changes: Partial<CommandDeps['privacy']> = {}) {
  const asked: unknown[] = [];
  const bot = await openCommands({
    deps: {
      privacy: {
        ...NO_PRIVACY,
        async delete(memberId, askedBy) {
          asked.push(['delete', memberId, askedBy]);
          return { covers: 2, refused: 1, unfinished: 1 };
        },
        async setForbids(memberId, forbids) {
          asked.push(['optedOut', memberId, forbids]);
        },
        ...changes,
      },
    },
  });
  return { bot, asked };
}

describe('/privacy about', () => {
  it('says in private what is kept, for how long, who else gets it, and what a member can do', async () => {
    const { bot } = await openPrivacy();

    const answer = await bot.member.slash(bot.channel, 'privacy about');

    const { content, ephemeralFor } = await answer.settled();
    expect(ephemeralFor).toBe(bot.member.id);
    for (const kept of ['30 days after', 'forms for 24 hours', 'recent styles for 180 days', 'after 60 days.']) {
      expect(content).toContain(kept);
    }
    expect(content).not.toContain('linger');
    for (const other of ['Discord', 'Runware', 'moderators', "bot's owner"]) expect(content).toContain(other);
    for (const command of ['export', 'delete', 'uploads']) expect(content).toContain(`</privacy ${command}:`);
  });
});

it('/privacy about says of a database server that what is deleted lingers there for a while', () => {
  const kept = keptFor({ filesDays: 30, serverDays: 60, isOnServer: true });
  expect(privacyView({ keptFor: kept, providers: ['Runware'] }, 'en-US').content).toContain(
    "after 60 days. What's deleted can linger in my database's spare space and log until those are tidied up.",
  );
});

describe('/privacy export', () => {
  it('gives a member all that is stored about them, as a file', async () => {
    const { bot } = await openPrivacy();

    const answer = await bot.member.slash(bot.channel, 'privacy export');

    const message = await answer.settled();
    expect(message.ephemeralFor).toBe(bot.member.id);
    expect(message.attachments.map(({ filename }) => filename)).toEqual(['my-data.json']);
    const written = Buffer.from(message.attachments[0]?.data() ?? []).toString();
    expect(JSON.parse(written)).toEqual({ memberId: bot.member.id });
  });

  it('says so where it is more than fits into a file', async () => {
    const jobs = Array(9).fill({ lyrics: 'x'.repeat(1_000_000) });
    const { bot } = await openPrivacy({ export: async () => ({ jobs }) });

    const message = await (await bot.member.slash(bot.channel, 'privacy export')).settled();

    expect(message.content).toMatch(/^That's more than fits into one file here/);
    expect(message.attachments).toEqual([]);
  });
});

describe('/privacy delete', () => {
  it('asks first, and then says what became of it', async () => {
    const { bot, asked } = await openPrivacy();

    const answer = await bot.member.slash(bot.channel, 'privacy delete');
    const card = await answer.settled();
    expect(card.ephemeralFor).toBe(bot.member.id);
    expect(card.content).toMatch(/^\*\*Delete what I keep about you/);
    expect(asked).toEqual([]);
    await bot.member.click(card, 'Delete it all');

    await expect
      .poll(() => card.content)
      .toMatch(/with 2 covers\.\nOne is still being made.*\nI couldn't delete 1 message/);
    expect(card.buttons()).toEqual([]);
    // By the press, and not by the command: what was begun in between is asked to go as well.
    expect(asked).toEqual([['delete', bot.member.id, expect.stringMatching(/^\d+$/)]]);
    expect(BigInt(String(asked.flat()[2])) > BigInt(card.id)).toBe(true);
  });

  it('leaves everything as it is where a member thinks better of it', async () => {
    const { bot, asked } = await openPrivacy();
    const card = await (await bot.member.slash(bot.channel, 'privacy delete')).settled();

    const answer = await bot.member.click(card, 'Keep my data');

    expect((await answer.settled()).id).toBe(card.id);
    expect(card.content).toBe('OK – nothing was deleted.');
    expect(card.buttons()).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('deletes nothing for anybody else', async () => {
    const { bot, asked } = await openPrivacy();
    const forged = await bot.buttonFor(privacyIds.delete(bot.member.id));

    const answer = await bot.other.click(forged, 'Press');

    expect(answer.message?.content).toMatch(/^Only the member who asked/);
    expect(asked).toEqual([]);
  });

  it('takes the button away while it runs', async () => {
    const finishing = Promise.withResolvers<Deleted>();
    const { bot } = await openPrivacy({ delete: () => finishing.promise });
    const button = await bot.buttonFor(privacyIds.delete(bot.member.id));

    await bot.member.click(button, 'Press');
    expect(button.content).toBe('Deleting…');
    expect(button.buttons()).toEqual([]);
    finishing.resolve({ ...NONE, covers: 3 });

    await expect.poll(() => button.content).toContain('with 3 covers');
  });

  describe('clicked twice', () => {
    function clickedTwice(deleting: CommandDeps['privacy']['delete']) {
      const { buttons } = createPrivacyCommand({
        privacy: { ...NO_PRIVACY, delete: deleting },
        keptFor: keptFor({ filesDays: 30, serverDays: 30, isOnServer: false }),
        models: [],
        clock,
      });
      return ['8', '9'].map(async (id) => {
        const call = { member: { id: '7', name: 'Ada' }, locale: 'en', interaction: { id } } as InteractionContext;
        return buttons.delete?.execute?.(call, undefined, () => Promise.reject(new Error('nothing follows')));
      });
    }

    it('is done once after the other, so that what was begun between the clicks goes along', async () => {
      const first = Promise.withResolvers<Deleted>();
      const begun: string[] = [];
      const clicks = clickedTwice(async (_, askedBy) => {
        begun.push(askedBy);
        return begun.length === 1 ? first.promise : { covers: 1, refused: 0, unfinished: 0 };
      });
      await expect.poll(() => begun).toEqual(['8']);
      first.resolve({ covers: 3, refused: 1, unfinished: 1 });

      const [one, other] = await Promise.all(clicks);
      expect(one?.content).toContain('with 3 covers');
      expect(other?.content).toMatch(/with 4 covers\.\nI couldn't delete 1 message/);
      expect(begun).toEqual(['8', '9']);
    });

    it('is done by the second click where the first one failed', async () => {
      const results = [Promise.reject(new Error('the disk is full')), Promise.resolve({ ...NONE, covers: 3 })];
      const [one, other] = await Promise.allSettled(clickedTwice(() => results.shift() ?? Promise.resolve(NONE)));
      expect(one).toMatchObject({ reason: new Error('the disk is full') });
      expect(other).toMatchObject({ value: { content: expect.stringContaining('with 3 covers') } });
    });
  });
});

describe('/privacy uploads', () => {
  it('allows or forbids covers of what a member posts', async () => {
    const { bot, asked } = await openPrivacy();
    const say = async (others: string) =>
      (await (await bot.member.slash(bot.channel, 'privacy uploads', { others })).settled()).content;

    expect(await say('forbid')).toMatch(/only you may make covers.*from the menu under it\.$/);
    expect(await say('allow')).toMatch(/others may make covers/);
    expect(asked).toEqual([
      ['optedOut', bot.member.id, true],
      ['optedOut', bot.member.id, false],
    ]);
  });
});

describe('jsonWithin', () => {
  it('writes what JSON would read back, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (data) => {
        expect(JSON.parse((await jsonWithin(data, 1_000_000, clock)) ?? '')).toEqual(JSON.parse(JSON.stringify(data)));
      }),
      { numRuns: 60 },
    );
    expect(JSON.parse((await jsonWithin({ list: [undefined, 1], gone: undefined }, 100, clock)) ?? '')).toEqual({
      list: [null, 1],
      gone: null,
    });
  });

  it('counts bytes, and stops at the limit', async () => {
    const written = (await jsonWithin({ name: 'é' }, 1_000, clock)) ?? '';
    const { byteLength } = Buffer.from(written);

    expect(await jsonWithin({ name: 'é' }, byteLength, clock)).toBe(written);
    expect(await jsonWithin({ name: 'é' }, byteLength - 1, clock)).toBeUndefined();
  });
});

describe('/quota', () => {
  it('says in private what the member has left in this server', async () => {
    const asked: string[][] = [];
    const bot = await openCommands({
      deps: {
        async getQuotaUsage(guildId, memberId) {
          asked.push([guildId, memberId]);
          const used = { count: 2, micros: 0 };
          return [{ scope: 'member', used, limit: { count: 5 }, window: dayOf(bot.clock.now()) }];
        },
      },
    });

    const answer = await bot.other.slash(bot.channel, 'quota');

    const { content, ephemeralFor } = await answer.settled();
    expect(ephemeralFor).toBe(bot.other.id);
    expect(asked).toEqual([[bot.guild.id, bot.other.id]]);
    expect(content).toBe('**You, today**\n3 of 5 takes left\n-# Resets <t:1795219200:R> (<t:1795219200:f>)');
  });
});
