import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SettingKey, settingKeys } from '../../src/domain/policy/guild-settings.ts';
import type { Answer, SandboxChannel, SandboxMember, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { offers } from '../../src/sandbox/playground/page/offers.ts';
import { hasBrowser } from './support/browser.ts';
import { eventually } from './support/person.ts';
import { type Doing, doOn, openSettingOn, resetOn, type SettingPlace } from './support/settings-page.ts';
import { shortSong } from './support/short-song.ts';
import { usePlayground } from './support/use-playground.ts';

const LONG = 300_000;
const STYLE = 'slow blues with a warm organ';

/** One of the three. */
const ONE_SERVICE = { choose: ['MiniMax Music Cover – MiniMax'] };

/** What a member's next click comes to; `undefined` where the card after a restart is the only one to tell. */
type Effect = (() => Promise<unknown>) | undefined;

interface Row extends SettingPlace {
  key: SettingKey;
  does: Doing;
  /** What the card says of it then. */
  says: string | RegExp;
  effect: Effect;
}

describe.skipIf(!hasBrowser)('an owner who has read nothing changes in the page', () => {
  const offer = offers.find(({ id }) => id === 'all') ?? offers[0];
  const playground = usePlayground({ speed: 'fast', generationMs: 10_000, offer });
  const tried = new Set<SettingKey>();
  let song: Awaited<ReturnType<typeof shortSong>>;
  let styles = 0;

  const people = () => ({
    ada: playground.member('Ada'),
    ben: playground.member('Ben'),
    nia: playground.member('Nia'),
    mo: playground.member('Mo'),
  });
  const channelCalled = (name: string): SandboxChannel => {
    const found = playground.guild().channels.find((channel) => channel.name === name);
    if (!found) throw new Error(`there is no channel ${name}`);
    return found;
  };
  const lab = () => channelCalled('remix-lab');
  const textOf = async (answer: Answer | Promise<Answer>) => (await (await answer).settled()).text();

  /** Each in words of its own: what was asked for already is not made again. */
  const ask = (member: SandboxMember, options: Record<string, string | boolean> = {}) => {
    styles += 1;
    return member.slash(lab(), 'cover', { song, style: `${STYLE} number ${styles}`, ...options });
  };
  const said = (member: SandboxMember, options?: Record<string, string | boolean>) => textOf(ask(member, options));
  const coversIn = (channel: SandboxChannel) =>
    channel.messages.filter(({ author, attachments }) => author.bot && attachments.length > 0);
  const nextCover = (channel: SandboxChannel): Promise<SandboxMessage> =>
    channel.nextMessage(({ attachments }) => attachments.length > 0, { timeoutMs: 60_000 });
  const audioOf = ({ attachments }: SandboxMessage) => attachments.find(({ filename }) => !filename.endsWith('.png'));

  beforeAll(async () => {
    song = await shortSong();
    const guild = playground.guild();
    for (const name of ['log', 'reports']) guild.addChannel({ name });
    guild.addRole({ name: 'Helpers' });
    guild.addChannel({ name: 'cover-forum', type: 15, forum: { tags: [{ name: 'Covers' }] } });
  });

  /** Changes it, sees what comes of it, and takes it back. */
  const tryOut = async (page: Page, { key, does, says, effect, ...place }: Row) => {
    const card = await openSettingOn(page, place);
    // By a try of this test that failed.
    if ((await card.innerText()).includes('Set by this server.')) await resetOn(card);
    expect(await card.innerText()).toContain("The default of the bot's owner.");
    const text = await doOn(page, card, does);
    expect(text).toMatch(says);
    expect(text).toContain('Set by this server.');
    tried.add(key);
    await effect?.();
  };
  const takeBack = async (page: Page, place: SettingPlace) => resetOn(await openSettingOn(page, place));

  const rows = (list: readonly Row[]) => async () => {
    const page = await playground.visit();
    for (const row of list) {
      await tryOut(page, row);
      await takeBack(page, row);
    }
  };

  const where = (setting: string) => ({ page: 'Where', setting });
  const who = (setting: string) => ({ page: 'Who', setting });
  const howMuch = (setting: string) => ({ page: 'How much', setting });
  const what = (setting: string) => ({ page: 'What', setting });
  const voice = (setting: string) => ({ page: 'Voice', setting });

  it(
    'where and by whom covers may be asked for',
    rows([
      {
        key: 'channelIds',
        ...where('Channels for asking'),
        does: { choose: ['#general'] },
        says: /Channels for asking is now\s+general/,
        effect: async () => expect(await said(people().ben)).toContain('makes its covers in'),
      },
      {
        key: 'pricesFor',
        ...where('Who sees prices'),
        does: { choose: ['nobody'] },
        says: 'Who sees prices is now nobody (was everyone)',
        effect: async () => expect(await textOf(people().ben.slash(lab(), 'quota'))).not.toContain('$'),
      },
      {
        key: 'allowedRoleIds',
        ...who('Roles that may'),
        does: { choose: ['@Moderators'] },
        says: /Roles that may is now\s+@?Moderators/,
        effect: async () => expect(await said(people().ben)).toContain('making covers takes'),
      },
      {
        key: 'deniedRoleIds',
        ...who('Roles that may not'),
        does: { choose: ['@Moderators'] },
        says: /Roles that may not is now\s+@?Moderators/,
        effect: async () => expect(await said(people().mo)).toContain("doesn't let one of your roles make covers"),
      },
      {
        key: 'membershipMinutes',
        ...who('Time in the server'),
        does: { choose: ['30 days'] },
        says: 'Time in the server is now 30 days (was off)',
        effect: async () => expect(await said(people().ben)).toContain("You're new here!"),
      },
    ]),
    LONG,
  );

  it(
    'how much there is',
    rows([
      ...(
        [
          ['guildDayTakes', 'Takes a day, server', '0'],
          ['guildMonthTakes', 'Takes a month, server', '0'],
          ['memberDayTakes', 'Takes a day, member', '0'],
          ['memberMonthTakes', 'Takes a month, member', '0'],
          ['guildDayMicros', 'Money a day, server', '0.01'],
          ['guildMonthMicros', 'Money a month, server', '0.01'],
          ['memberDayMicros', 'Money a day, member', '0.01'],
          ['memberMonthMicros', 'Money a month, member', '0.01'],
        ] as const
      ).map(
        ([key, setting, value]): Row => ({
          key,
          ...howMuch(setting),
          does: { press: 'Change', fill: { [setting]: value } },
          says: `${setting} is now ${value === '0' ? '0' : '$0.01'}`,
          effect: async () => expect(await said(people().ben)).toMatch(/settings don't give|set that limit/),
        }),
      ),
      {
        key: 'confirmAboveMicros',
        ...howMuch('Confirm above'),
        does: { press: 'Change', fill: { 'Confirm above': '0.01' } },
        says: 'Confirm above is now $0.01 (was never)',
        effect: async () => {
          const card = await (await ask(people().ben)).settled();
          expect(card.buttons().map(({ label }) => label)).toContain('Make it');
        },
      },
    ]),
    LONG,
  );

  it(
    'who has more, and who waits',
    async () => {
      const page = await playground.visit();
      const { ben, mo } = people();
      const none = { press: 'Change', fill: { 'Takes a day, member': '0' } };
      await doOn(page, await openSettingOn(page, howMuch('Takes a day, member')), none);
      await tryOut(page, {
        key: 'roleLimits',
        ...howMuch('More for some roles'),
        does: { role: '@Moderators', fill: { 'Takes a day, member': '2' } },
        says: /Moderators: 2 takes a day/,
        effect: async () => {
          expect(await said(ben)).toContain("settings don't give you any takes");
          expect(await textOf(mo.slash(lab(), 'quota'))).toContain('of 2');
        },
      });
      await takeBack(page, howMuch('More for some roles'));
      await takeBack(page, howMuch('Takes a day, member'));

      await tryOut(page, {
        key: 'runningPerGuild',
        ...howMuch('Made at once'),
        does: { press: 'Change', fill: { 'Made at once': '1' } },
        says: 'Made at once is now 1 (was 2)',
        effect: undefined,
      });
      await tryOut(page, {
        key: 'waitingPerMember',
        ...howMuch('In line, member'),
        does: { press: 'Change', fill: { 'In line, member': '1' } },
        says: 'In line, member is now 1 (was no limit)',
        effect: async () => {
          // However slowly they come, the line is not empty in between.
          const held = playground.holdCovers();
          const answers = await Promise.all([ask(ben), ask(ben), ask(ben), ask(ben)]);
          const texts = await Promise.all(answers.map(textOf));
          held.remove();
          expect(texts.join()).toContain('lets each member have 1 cover in line');
        },
      });
      await takeBack(page, howMuch('In line, member'));
      await nextCover(lab());
      await tryOut(page, {
        key: 'pauseMinutes',
        ...who('Pause between covers'),
        does: { choose: ['1 day'] },
        says: 'Pause between covers is now 1 day (was off)',
        effect: async () => expect(await said(ben)).toContain('asks for a pause'),
      });
      await takeBack(page, who('Pause between covers'));
    },
    LONG,
  );

  it(
    'where covers go, and what they are made as',
    async () => {
      const page = await playground.visit();
      const { ben } = people();
      const general = channelCalled('general');
      for (const row of [
        {
          key: 'remixChannelIds',
          ...where('Where covers go'),
          does: { choose: ['#general'] },
          says: /Where covers go is now\s+general/,
          effect: undefined,
        },
        {
          key: 'howTo',
          ...voice('How-to message'),
          does: { choose: ['yes'] },
          says: 'How-to message is now yes (was no)',
          effect: () =>
            eventually(() => general.messages.map((message) => message.text()).join()).toContain('Make a cover here'),
        },
        {
          key: 'opensThreads',
          ...where('A thread for each song'),
          does: { choose: ['yes'] },
          says: 'A thread for each song is now yes (was no)',
          effect: undefined,
        },
        {
          key: 'format',
          ...what('Format'),
          does: { choose: ['FLAC'] },
          says: /AI\/ML API and MiniMax Music Cover – MiniMax can't make FLAC: those covers stay MP3\./,
          async effect() {
            await ask(ben);
            const threads = () => playground.guild().channels.filter(({ parentId }) => parentId === general.id);
            await eventually(() => threads().flatMap(coversIn).length).toBe(1);
            const [cover] = threads().flatMap(coversIn);
            // With an MP3 to play, which is small.
            expect(cover?.attachments.map(({ filename }) => filename).join()).toMatch(/\.mp3.*\.flac|\.flac.*\.mp3/);
          },
        },
      ] satisfies Row[])
        await tryOut(page, row);
      await takeBack(page, what('Format'));
      await takeBack(page, where('A thread for each song'));
      const forum = { choose: ['#cover-forum'] };
      await takeBack(page, where('Where covers go'));
      await doOn(page, await openSettingOn(page, where('Where covers go')), forum);
      await tryOut(page, {
        key: 'remixTag',
        ...where('Forum tag'),
        does: { press: 'Change', fill: { 'Forum tag': 'Covers' } },
        says: 'Forum tag is now Covers (was none)',
        effect: undefined,
      });
      await tryOut(page, {
        key: 'bitrateKbps',
        ...what('Bitrate'),
        does: { choose: ['64 kbit/s'] },
        says: 'Bitrate is now 64 kbit/s (was 256 kbit/s)',
        async effect() {
          const inForum = () =>
            playground.guild().channels.filter(({ parentId }) => parentId === channelCalled('cover-forum').id);
          await ask(ben);
          await eventually(() => inForum().flatMap(coversIn).length).toBe(1);
          const post = inForum().find((channel) => coversIn(channel).length > 0);
          const tags = channelCalled('cover-forum').tags;
          expect(post?.appliedTags).toEqual(tags.map(({ id }) => id));
          const [cover] = post ? coversIn(post) : [];
          // 7 s of 64 kbit/s are 56 KB; at the default's rate they would be 224.
          expect(cover && audioOf(cover)?.size).toBeLessThan(120_000);
        },
      });
      for (const place of [what('Bitrate'), where('Forum tag'), voice('How-to message'), where('Where covers go')]) {
        await takeBack(page, place);
      }
    },
    LONG,
  );

  it(
    'what covers are made with and of',
    async () => {
      const page = await playground.visit();
      const { ben } = people();
      await rows([
        {
          key: 'modelIds',
          ...what('Music services'),
          does: ONE_SERVICE,
          says: /Music services is now MiniMax Music Cover – MiniMax \(was all of them\)/,
          effect: async () => expect(await textOf(ben.slash(lab(), 'help'))).not.toContain('Runware'),
        },
        {
          key: 'wantsRightsTick',
          ...what('Ask for permission'),
          does: { choose: ['yes'] },
          says: 'Ask for permission is now yes (was no)',
          effect: async () => {
            const form = await ben.slash(lab(), 'cover');
            expect(JSON.stringify(form.modal)).toContain("It's mine, or I have permission");
          },
        },
        {
          key: 'forbiddenWords',
          ...what('Forbidden words'),
          does: { press: 'Add words', fill: { Words: 'darn, heck' } },
          says: 'Added 2 words. There are 2 now.',
          effect: async () => expect(await said(ben, { style: 'a darn good blues' })).toContain('||darn||'),
        },
      ])();

      await doOn(page, await openSettingOn(page, voice('Log channel')), { choose: ['#log'] });
      await tryOut(page, {
        key: 'flaggedWords',
        ...what('Flagged words'),
        does: { press: 'Add words', fill: { Words: 'gosh' } },
        says: 'Added 1 word. There is 1 now.',
        effect: undefined,
      });
      await tryOut(page, {
        key: 'approval',
        ...what('Approval'),
        does: { choose: ['those with flagged words'] },
        says: 'Approval is now those with flagged words (was none)',
        async effect() {
          const answer = await ask(ben, { style: 'gosh, a good blues' });
          await eventually(() => answer.message?.text() ?? '').toContain('moderators');
          await eventually(() => coversIn(channelCalled('log')).length).toBe(1);
        },
      });
      for (const place of [what('Approval'), what('Flagged words'), voice('Log channel')]) await takeBack(page, place);
    },
    LONG,
  );

  it(
    'the styles that are offered',
    async () => {
      const page = await playground.visit();
      const place = { page: 'Styles', setting: 'Styles' };
      const offered = async () =>
        (await people().ben.autocomplete(lab(), 'cover', { style: 'shanty' }, 'style')).map(({ name }) => name).join();
      await tryOut(page, {
        key: 'presets',
        ...place,
        does: { press: 'Add a style', fill: { Name: 'Sea shanty', Style: 'rowdy sea shanty with stomping feet' } },
        says: 'Added Sea shanty.',
        effect: async () => expect(await offered()).toContain('Sea shanty: rowdy'),
      });
      const up = await doOn(page, await openSettingOn(page, place), { style: 'Sea shanty', press: 'Move up' });
      expect(up).toContain('Sea shanty is number 11 now.');
      const gone = await doOn(page, await openSettingOn(page, place), { style: 'Sea shanty', press: 'Remove' });
      expect(gone).toContain('Removed Sea shanty.');
      expect(await offered()).not.toContain('Sea shanty:');
      await takeBack(page, place);
    },
    LONG,
  );

  it(
    'who is told and who helps',
    async () => {
      const page = await playground.visit();
      const { ben, nia } = people();
      const helpers = playground.guild().roles.find(({ name }) => name === 'Helpers');
      nia.setRoles([...nia.roleIds, helpers?.id ?? '']);
      await tryOut(page, {
        key: 'logChannelIds',
        ...voice('Log channel'),
        does: { choose: ['#log'] },
        says: /Log channel is now\s+log/,
        effect: undefined,
      });
      await doOn(page, await openSettingOn(page, where('Who sees prices')), { choose: ['moderators'] });
      expect(channelCalled('log').messages.at(-1)?.text()).toContain('changed **Who sees prices**');
      await tryOut(page, {
        key: 'moderatorRoleIds',
        ...voice('Moderator roles'),
        does: { choose: ['@Helpers'] },
        says: /Moderator roles is now\s+@?Helpers/,
        effect: async () => {
          expect(await textOf(nia.slash(lab(), 'quota'))).toContain('$');
          expect(await textOf(ben.slash(lab(), 'quota'))).not.toContain('$');
        },
      });
      await tryOut(page, {
        key: 'reportChannelIds',
        ...voice('Report channel'),
        does: { choose: ['#reports'] },
        says: /Report channel is now\s+reports/,
        async effect() {
          const [cover] = coversIn(lab());
          const menu = /"custom_id":"(cover:more:[^"]+)"/.exec(JSON.stringify(cover?.components))?.[1] ?? '';
          if (!cover) throw new Error('there is no cover');
          const form = await nia.select(cover, menu, ['report']);
          await nia.submit(form, { reason: 'It is loud' });
          await eventually(() => channelCalled('reports').messages.length).toBe(1);
        },
      });
      await tryOut(page, {
        key: 'privateFirst',
        ...voice('Private first'),
        does: { choose: ['yes'] },
        says: 'Private first is now yes (was no)',
        effect: async () => {
          expect(await textOf(ben.slash(lab(), 'help'))).toContain('only you, until you post it');
          const form = await ben.slash(lab(), 'cover');
          expect(JSON.stringify(form.modal)).toContain('Only me first');
        },
      });
    },
    LONG,
  );

  it(
    'and finds it as it was left after a restart',
    async () => {
      const page = await playground.visit();
      await tryOut(page, {
        key: 'locale',
        ...voice('Language'),
        does: { choose: ['English'] },
        says: 'Language is now English (was that of whoever asks)',
        effect: undefined,
      });
      await page.getByRole('button', { name: 'Restart' }).click();
      await page.locator('.panel .bot-state[data-starts="2"][data-state="running"]').waitFor({ timeout: 120_000 });

      for (const [place, now] of [
        [voice('Language'), 'English'],
        [howMuch('Made at once'), '1'],
        [voice('Private first'), 'yes'],
      ] as const) {
        const text = await (await openSettingOn(page, place)).innerText();
        expect(text).toContain(`Now: ${now}`);
        expect(text).toContain('Set by this server.');
      }
      expect([...tried].toSorted()).toEqual([...settingKeys].toSorted());
    },
    LONG,
  );
});
