import { describe, expect, it } from 'vitest';
import type { Answer, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const DAY = 24 * 3_600_000;

const settled = async (answer: Promise<Answer> | Answer): Promise<SandboxMessage> => (await answer).settled();
const textOf = async (answer: Promise<Answer> | Answer) => (await settled(answer)).text();

/** A server of the operator's beside the one with members, and the settings that name it. */
async function openDesk(environment: Record<string, string> = {}) {
  const scene = await createTestBot();
  const { discord } = scene;
  const home = discord.addGuild({ name: 'home' });
  const desk = home.addChannel({ name: 'desk' });
  const notices = home.addChannel({ name: 'notices' });
  const operator = home.owner;
  const named = {
    OPERATOR_GUILDS: home.id,
    OPERATOR_IDS: operator.id,
    OPERATOR_CHANNEL: notices.id,
    ...environment,
  };
  await scene.restart(named);
  return {
    ...scene,
    home,
    desk,
    notices,
    operator,
    restart: (ms = 0, more = {}) => scene.restart({ ...named, ...more }, ms),
  };
}

type Desk = Awaited<ReturnType<typeof openDesk>>;

const open = ({ operator, desk }: Pick<Desk, 'operator' | 'desk'>) => settled(operator.slash(desk, 'cover-operator'));

const openPage = async (scene: Desk, page: string) =>
  settled(scene.operator.select(await open(scene), 'Go to…', [page]));

const openGuild = async (scene: Desk, guildId: string) =>
  settled(scene.operator.select(await openPage(scene, 'guilds'), 'Open a server…', [guildId]));

const ask = async ({ member, channel }: Pick<Scene, 'member' | 'channel'>, seconds = 7) =>
  member.slash(channel, 'cover', { song: await songOf(seconds), style: STYLE });

const idsIn = (card: SandboxMessage) => card.buttons().map(({ customId }) => customId);

const textOfMessages = (messages: readonly SandboxMessage[]) => messages.map((message) => message.text()).join('\n');

describe('/cover-operator', () => {
  it('is there in the servers of the settings alone, and goes when they are named no more', async () => {
    const scene = await openDesk();
    const { operator, desk, guild, channel } = scene;
    expect(JSON.stringify(operator.commands(desk))).toContain('cover-operator');
    expect(JSON.stringify(guild.owner.commands(channel))).not.toContain('cover-operator');

    await scene.restart(0, { OPERATOR_GUILDS: '' });

    expect(JSON.stringify(operator.commands(desk))).not.toContain('cover-operator');
  });

  it('does nothing for a stranger who forges each of its clicks', async () => {
    const scene = await openDesk();
    const { member, channel, guild } = scene;
    const answer = await settled(member.slash(channel, 'quota'));
    for (const customId of [
      'cover-operator:drain:on',
      `cover-operator:deny:${guild.id}`,
      `cover-operator:pause:${guild.id}`,
      `cover-operator:limit:${guild.id}`,
      `cover-operator:leave:${guild.id}`,
      'cover-operator:csv:spend',
      'cover-operator:show:spend',
      'cover-operator:retry:123:1',
      'cover-operator:free:123:1',
    ]) {
      const forged = await textOf(member.click(answer, { force: true, customId }));
      expect(forged).toBe("Only the bot's owner can do that.");
    }

    expect(await textOf(ask(scene))).toContain('You');
    expect((await scene.cover()).attachments).toHaveLength(1);
  });

  it('shows how providers and queue are', async () => {
    const scene = await openDesk();
    const answer = await ask(scene);
    await scene.until(() => scene.runware.paidRequests() === 1);

    const text = (await open(scene)).text();

    expect(text).toContain('**Runware**: 🟢 fine');
    expect(text).toMatch(/last answer <t:\d+:R>/);
    expect(text).toContain('In line **0** · being made **1**');
    expect(answer.message?.text()).toContain('Making your cover');
  });

  it('says what was spent by month, server and service, and has it as a file that runs no formula', async () => {
    const scene = await openDesk();
    const { discord, operator, until, runware } = scene;
    const odd = discord.addGuild({ name: '=HYPERLINK("http://x")' });
    const there = odd.addChannel({ name: 'covers' });
    const zoe = odd.addMember({ name: 'Zoe' });
    await zoe.slash(there, 'cover', { song: await songOf(7), style: STYLE });
    await until(() => there.messages.length > 0);
    expect(runware.paidRequests()).toBe(1);

    const page = await openPage(scene, 'spend');
    expect(page.text()).toMatch(/\*\*\d{4}-\d{2}\*\*: \$0\.\d+ of \$50\.00/);
    expect(page.text()).toContain('**By music service**');
    expect(page.text()).toContain('Runware: $0.');

    const file = (await settled(operator.click(page, 'CSV'))).attachments[0];
    const [heading, line] = new TextDecoder().decode(file?.data()).split('\r\n');
    expect(heading).toBe('month,server,server_id,provider,takes,usd,usd_presumed');
    expect(line).toContain(`,"'=HYPERLINK(""http://x"")",${odd.id},runware,1,0.`);
  });

  it('keeps a pause of a server over a restart, while what runs goes on', async () => {
    const scene = await openDesk();
    const { operator, guild, discord, cover, until, runware } = scene;
    await ask(scene);
    await until(() => runware.paidRequests() === 1);

    await operator.click(await openGuild(scene, guild.id), 'Pause');

    expect(await textOf(ask(scene, 8))).toContain('paused me in this server');
    expect((await cover()).attachments).toHaveLength(1);
    await scene.restart();
    expect(await textOf(ask(scene, 8))).toContain('paused me in this server');
    const elsewhere = discord.addGuild();
    const there = elsewhere.addChannel({ name: 'covers' });
    await elsewhere.addMember({ name: 'Zoe' }).slash(there, 'cover', { song: await songOf(9), style: STYLE });
    await until(() => there.messages.length > 0);

    await operator.click(await openGuild(scene, guild.id), 'Resume');
    await ask(scene, 8);
    expect((await cover()).attachments).toHaveLength(1);
  });

  it('begins nothing while it is drained, keeps what was accepted, and tells who waits', async () => {
    const scene = await openDesk({ RUNNING_PER_GUILD: '1' });
    const { operator, other, channel, runware, until, cover } = scene;
    await ask(scene);
    await until(() => runware.paidRequests() === 1);
    const waiting = await other.slash(channel, 'cover', { song: await songOf(8), style: STYLE });
    await until(() => (waiting.message?.text() ?? '').includes('Others are already being made'));

    await operator.click(await open(scene), 'Begin maintenance');

    await until(() => (waiting.message?.text() ?? '').includes('Yours stays in line'));
    await cover();
    await scene.restart(60_000);
    await scene.clock.advance(5 * 60_000);
    expect(runware.paidRequests()).toBe(1);
    expect(await textOf(ask(scene, 9))).toContain("I'm being looked after right now");
    expect((await open(scene)).text()).toContain('In line **1**');

    await operator.click(await open(scene), 'End maintenance');

    expect((await cover()).attachments).toHaveLength(1);
    expect(runware.paidRequests()).toBe(2);
  });

  it('uses another service while one is paused, and refuses in a sentence where there is none', async () => {
    const scene = await openDesk({ PROVIDERS: 'runware,minimax' });
    const { operator, runware, minimax, cover } = scene;
    const pause = async (value: string) => operator.select(await open(scene), 'Pause or resume…', [value]);
    await pause('pause:runware');

    await ask(scene);
    await cover();
    expect(runware.paidRequests()).toBe(0);
    expect(minimax.requests.length).toBeGreaterThan(0);

    await pause('pause:minimax');
    expect(await textOf(ask(scene, 8))).toContain('paused at the moment');
  });

  it('lets a server in, limits its month, and shuts it out, each from the next click on', async () => {
    const scene = await openDesk({ ALLOWED_GUILDS: '123456789012345678' });
    const { operator, guild, cover } = scene;
    expect(await textOf(ask(scene))).toContain("hasn't opened it for this server");

    const card = await settled(operator.click(await openGuild(scene, guild.id), 'Allow'));
    expect(card.text()).toContain('May have covers made (chosen here)');
    await ask(scene);
    await cover();
    const form = await operator.click(await openGuild(scene, guild.id), 'Limit…');
    await operator.submit(form, { takes: '1', money: '7.50' });
    expect((await openGuild(scene, guild.id)).text()).toContain('1 of 1 takes');
    expect(await textOf(ask(scene, 8))).toContain('all');

    await operator.click(await openGuild(scene, guild.id), 'Disallow');
    expect(await textOf(ask(scene, 8))).toContain("hasn't opened it for this server");
    const reset = await settled(operator.click(await openGuild(scene, guild.id), 'Reset'));
    expect(reset.text()).toContain('May not have covers made (by the settings of the bot)');
  });

  it('leaves a server with a second click, and tells of it once', async () => {
    const scene = await openDesk();
    const { operator, guild, member, channel, notices, until } = scene;
    const asked = await settled(operator.click(await openGuild(scene, guild.id), 'Leave…'));
    expect(asked.text()).toContain('Really leave');
    expect(await textOf(member.slash(channel, 'quota'))).not.toBe('');

    const left = await settled(operator.click(asked, 'Yes, leave'));

    expect(left.text()).toContain('Left **');
    await until(() => notices.messages.length > 0, 10_000);
    expect(textOfMessages(notices.messages)).toContain(guild.id);
  });
});

describe('what nobody knows to be paid', () => {
  /** A cover whose request was cut off at a service that cannot be asked about it. */
  async function openDoubt() {
    const scene = await openDesk({ PROVIDERS: 'aimlapi' });
    const { aimlapi, operator, until } = scene;
    aimlapi.faults.add({ endpoint: 'submit', kind: 'reset', when: 'before', times: 1 });
    const answer = await ask(scene);
    await until(() => (answer.message?.text() ?? '').includes('I lost the connection'));
    const page = await openPage(scene, 'doubts');
    const [job] = /\d{17,20}/.exec(page.text()) ?? [''];
    const card = await settled(operator.select(page, 'Open one…', [job]));
    return { ...scene, answer, card, job };
  }

  it('is settled with a second click, and by one of two who decide at the same time', async () => {
    const scene = await openDoubt();
    const { operator, card, job, answer, until } = scene;
    expect(card.text()).toContain('may have arrived');
    await settled(operator.click(card, 'It cost nothing…'));
    expect(card.text()).toContain('Really give $');
    const [free = ''] = idsIn(card);
    const spent = free.replace(':free:', ':spent:');
    const other = await settled(operator.select(await openPage(scene, 'doubts'), 'Open one…', [job]));

    const said = await Promise.all([
      textOf(operator.click(card, { force: true, customId: free })),
      textOf(operator.click(other, { force: true, customId: spent })),
    ]);

    expect(said.filter((text) => text.includes('That has changed since you looked'))).toHaveLength(1);
    await until(() => /It cost nothing|so I stopped waiting/.test(answer.message?.text() ?? ''));
    expect((await openPage(scene, 'doubts')).text()).toContain('Nothing is in doubt');
  });

  it('is made anew once, however often that is pressed', async () => {
    const scene = await openDoubt();
    const { operator, card, job, cover, aimlapi, answer, until } = scene;
    const other = await settled(operator.select(await openPage(scene, 'doubts'), 'Open one…', [job]));
    await settled(operator.click(card, 'Make it anew…'));
    const [retry = ''] = idsIn(card);
    const before = aimlapi.paidRequests();

    const said = await Promise.all(
      [card, other].map((shown) => textOf(operator.click(shown, { force: true, customId: retry }))),
    );

    expect(said.filter((text) => text.includes('That has changed since you looked'))).toHaveLength(1);
    expect((await cover()).attachments).toHaveLength(1);
    expect(aimlapi.paidRequests()).toBe(before + 1);
    await until(() => (answer.message?.text() ?? '').includes('It cost nothing'));
  });

  it('is settled by the operator also after its money was presumed spent', async () => {
    const scene = await openDoubt();
    const { operator, until, channel, card } = scene;
    await settled(operator.click(card, 'It was spent…'));
    await until(() => textOfMessages(channel.messages).includes('so I stopped waiting'), 10_000);
    // What was seen before is not what is there now.
    expect(await textOf(operator.click(card, 'Yes, it was spent'))).toContain('That has changed since you looked');

    const now = await settled(operator.select(await openPage(scene, 'doubts'), 'Open one…', [scene.job]));
    expect(now.text()).toContain('presumed spent');
    await settled(operator.click(now, 'It was spent…'));
    expect(await textOf(operator.click(now, 'Yes, it was spent'))).toContain('counts as spent');

    expect((await openPage(scene, 'doubts')).text()).toContain('Nothing is in doubt');
    expect((await openPage(scene, 'spend')).text()).not.toContain('is in doubt');
  });
});

describe('what the operator is told', () => {
  it('is of each kind once a day, also over restarts, and gathers what came in between', async () => {
    const scene = await openDesk();
    const { discord, guild, notices, until, clock } = scene;
    const pass = async (ms: number) => {
      const at = clock.now() + ms;
      await until(() => clock.now() >= at, 10_000);
    };
    // It was added while the bot was away.
    await until(() => textOfMessages(notices.messages).includes(guild.id), 10_000);

    const first = discord.addGuild({ name: 'Fresh *air*' });
    await pass(10 * 60_000);
    await scene.restart(3_600_000);
    const second = discord.addGuild();
    await pass(10 * 60_000);
    expect(notices.messages).toHaveLength(1);

    await scene.restart(DAY);
    await until(() => notices.messages.length > 1, 10_000);
    expect(notices.messages[1]?.text()).toContain(`**Fresh \\*air\\*** (${first.id})`);
    expect(notices.messages[1]?.text()).toContain(second.id);
    expect(notices.messages[1]?.text()).not.toContain(guild.id);
  });

  it('names a refused key, and nothing of what the service said', async () => {
    const scene = await openDesk();
    await scene.restart(0, { RUNWARE_API_KEY: 'not-the-key-of-anybody' });

    await scene.until(() => scene.notices.messages.length > 0, 10_000);

    const text = textOfMessages(scene.notices.messages);
    expect(text).toContain('A music service refuses the key');
    expect(text).not.toContain('not-the-key-of-anybody');
  });

  it('goes to the first of the operators who takes it where there is no channel', async () => {
    const scene = await openDesk({ OPERATOR_CHANNEL: '' });
    const { guild, operator, until } = scene;

    await until(() => textOfMessages(operator.directMessages).includes(guild.id), 10_000);
  });

  it('names a server whose covers are paid for and cannot be posted for an hour', async () => {
    const scene = await openDesk();
    const { discord, guild, channel, notices, until, runware } = scene;
    await until(() => notices.messages.length > 0, 10_000);
    discord.faults.add({ method: 'POST', route: new RegExp(`^/channels/${channel.id}/messages$`), kind: '500' });
    await ask(scene);
    await until(() => runware.paidRequests() === 1);

    // Looked for every ten minutes, from an hour on.
    for (let part = 0; part < 2; part += 1) {
      const end = scene.clock.now() + 40 * 60_000;
      await until(() => scene.clock.now() >= end, 10_000);
    }
    await until(() => textOfMessages(notices.messages).includes('cannot be posted'), 10_000);

    expect(textOfMessages(notices.messages)).toMatch(
      new RegExp(`\\*\\*.+\\*\\* \\(${guild.id}\\): 1 cover for over an hour`),
    );
  });

  it('says once that four fifths of the month are used', async () => {
    const scene = await openDesk({ BUDGET_USD_PER_MONTH: '0.40', RUNNING_PER_GUILD: '5' });
    const { notices, until } = scene;
    await ask(scene);
    expect(textOfMessages(notices.messages)).not.toContain('budget');

    await ask(scene, 8);

    await until(() => textOfMessages(notices.messages).includes('% of BUDGET_USD_PER_MONTH is used'));
  });
});
