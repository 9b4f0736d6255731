import { describe, expect, it, type TestContext } from 'vitest';
import type { Answer, SandboxChannel } from '../../src/sandbox/discord/types.ts';
import { createKillableBot, type KillableBot, SLOWLY } from '../support/killable-bot.ts';
import { songOf } from '../support/sounds.ts';
import { DOWNLOADS, STYLE } from '../support/test-bot.ts';

const MINUTE = 60_000;
const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;
const FORUM_POSTS = { method: 'POST', route: '/channels/:id/threads' } as const;
const PRIVATE_EDITS = { method: 'PATCH', route: '/webhooks/:id/:token/messages/@original' } as const;

async function open(
  finished: TestContext['onTestFinished'],
  environment?: Record<string, string>,
  discordOptions?: Parameters<typeof createKillableBot>[1],
): Promise<KillableBot> {
  const stage = await createKillableBot(environment, discordOptions);
  finished(stage.close);
  await stage.startBot();
  return stage;
}

async function ask({ member, channel }: KillableBot, style = STYLE): Promise<Answer> {
  return member.slash(channel, 'cover', { song: await songOf(7), style });
}

/** Kills the bot while a request hangs, and starts it again after some time with the way free. */
async function killAt(stage: KillableBot, fault: { hits: number; remove(): void }, awayMs = 0): Promise<void> {
  await stage.until(() => fault.hits > 0);
  await stage.killBot();
  fault.remove();
  stage.skip(awayMs);
  await stage.startBot();
}

/** Takes a waiting wish back while another is being made, with no way to say so in its private message. */
async function cancelUntold(stage: KillableBot) {
  await ask(stage);
  await stage.until(() => stage.runware.paidRequests() === 1);
  const answer = await ask(stage, `${STYLE}, slower`);
  const card = await answer.settled((message) => message.buttons().some(({ label }) => label === 'Cancel'));
  // That it is cancelled, not how the two are getting on: whoever is told so has the wish on disk.
  const fits = ({ body }: { body: unknown }) => /cancelled/i.test(JSON.stringify(body));
  const fault = stage.discord.faults.add({ ...PRIVATE_EDITS, kind: 'hang', when: 'before', fits });
  await stage.member.click(card, 'Cancel');
  return { answer, fault };
}

/** Has covers posted in a forum of the server. Returns what looks at its posts. */
async function startWithForum(stage: KillableBot): Promise<() => SandboxChannel[]> {
  const forum = stage.guild.addChannel({ name: 'forum', type: 15 });
  await stage.killBot();
  await stage.startBot({ REMIX_CHANNELS: forum.id });
  return () => stage.guild.channels.filter(({ parentId }) => parentId === forum.id);
}

async function endsWithOneCover(stage: KillableBot, answer?: Answer): Promise<void> {
  await stage.until(() => stage.channel.messages.length > 0);
  if (answer) await stage.until(() => answer.message?.text().includes('discord.com/channels'));
  expect(stage.channel.messages).toHaveLength(1);
  expect(stage.channel.messages[0]?.attachments).toHaveLength(1);
  expect(stage.runware.paidRequests()).toBe(1);
}

describe.concurrent('a bot that is killed and started again', () => {
  it('1: while a song is downloaded, has charged nothing and works on', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, { MEMBER_COVERS_PER_DAY: '1' });
    const fault = stage.discord.faults.add({ method: 'GET', route: DOWNLOADS, kind: 'hang', when: 'before' });
    await ask(stage);
    await killAt(stage, fault);
    const answer = await ask(stage);
    await endsWithOneCover(stage, answer);
  });

  it('2: accepted and nothing done yet, begins', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.discord.faults.add({ method: 'GET', route: '/guilds/:id', kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('3: while the song is uploaded to the provider, prepares again', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, {}, { linkMs: 30 * MINUTE });
    const fault = stage.runware.faults.add({ taskType: 'mediaStorage', kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('4: with the paid request written down but not arrived, sends it once', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.runware.faults.add({ taskType: 'audioInference', kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('5: with the paid request arrived but unanswered, does not send it again', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.runware.faults.add({ taskType: 'audioInference', kind: 'hang', when: 'after' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('6: while the provider works, watches the same task on', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.runware.faults.add({ taskType: 'getResponse', kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('7: while the takes are fetched, fetches them again', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.runware.linkFaults.add({ kind: 'hang' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('9: with the post begun but not arrived, posts once', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const fault = stage.discord.faults.add({ ...POSTS, kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('10: with the post arrived but unanswered, does not post again: the nonce is the same', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, {}, SLOWLY);
    const fault = stage.discord.faults.add({ ...POSTS, kind: 'hang', when: 'after' });
    const answer = await ask(stage);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
    expect(stage.discord.log.of('POST', '/channels/:id/messages').length).toBeGreaterThan(1);
  });

  it('11: with the post arrived but unanswered, back when no nonce helps, finds its own message', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, {}, SLOWLY);
    const fault = stage.discord.faults.add({ ...POSTS, kind: 'hang', when: 'after' });
    const answer = await ask(stage);
    await killAt(stage, fault, 8 * MINUTE);
    await endsWithOneCover(stage, answer);
  });

  it('12: with the post begun but not arrived, back when no nonce helps, looks and posts', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, {}, SLOWLY);
    const fault = stage.discord.faults.add({ ...POSTS, kind: 'hang', when: 'before' });
    const answer = await ask(stage);
    await killAt(stage, fault, 8 * MINUTE);
    await endsWithOneCover(stage, answer);
    expect(stage.discord.log.of('GET', '/channels/:id/messages').length).toBeGreaterThan(0);
  });

  it('13 and 17: posted, with the private message still old, updates it', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const answer = await ask(stage);
    await stage.until(() => stage.runware.paidRequests() === 1);
    const fault = stage.discord.faults.add({ ...PRIVATE_EDITS, kind: 'hang', when: 'before' });
    await stage.until(() => stage.channel.messages.length === 1);
    await killAt(stage, fault);
    await endsWithOneCover(stage, answer);
  });

  it('14: failed, with nobody told, tells in the private message', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    stage.runware.failNext({ code: 'inferenceError', form: 'errors' });
    const answer = await ask(stage);
    await stage.until(() => stage.runware.paidRequests() === 1);
    const fault = stage.discord.faults.add({ ...PRIVATE_EDITS, kind: 'hang', when: 'before' });
    await killAt(stage, fault);
    await stage.until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(stage.channel.messages).toHaveLength(0);
  });

  it('15: failed, with nobody told until the private message is out of reach, tells in the channel', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    stage.runware.failNext({ code: 'inferenceError', form: 'errors' });
    await ask(stage);
    await stage.until(() => stage.runware.paidRequests() === 1);
    const fault = stage.discord.faults.add({ ...PRIVATE_EDITS, kind: 'hang', when: 'before' });
    await killAt(stage, fault, 20 * MINUTE);
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.channel.messages[0]?.pings).toEqual([stage.member.id]);
  });

  it('16: cancelled, with nobody told, tells in the private message', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished, { RUNNING_PER_GUILD: '1' });
    const { answer, fault } = await cancelUntold(stage);
    await killAt(stage, fault);
    await stage.until(() => /cancelled/i.test(answer.message?.text() ?? ''));
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('16: cancelled, with nobody told until the private message is out of reach, tells in the channel', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, { RUNNING_PER_GUILD: '1' });
    const { fault } = await cancelUntold(stage);
    await killAt(stage, fault, 20 * MINUTE);
    await stage.until(() => stage.channel.messages.some((message) => message.text().includes('was cancelled')));
  });

  it('18: with the paid request at a provider that cannot be asked, pays no second time and says so', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, { PROVIDERS: 'minimax' });
    const fault = stage.minimax.faults.add({ endpoint: 'music', kind: 'hang', when: 'after' });
    await ask(stage);
    await killAt(stage, fault, 16 * MINUTE);
    await stage.until(() => stage.channel.messages.length === 1);
    const [line] = stage.channel.messages;
    expect(line?.buttons().map(({ label }) => label)).toContain('Try again');
    expect(stage.minimax.paidRequests()).toBe(1);
  });

  it('19: with a cover in the making that was cancelled, gives it to its requester alone', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    const answer = await ask(stage);
    await stage.until(() => /Making your/.test(answer.message?.text() ?? ''));
    await stage.member.click(await answer.settled(), 'Cancel');
    await stage.until(() => answer.message?.buttons().length === 0);
    await stage.killBot();
    await stage.startBot();
    await stage.until(() => answer.followUps[0]?.attachments.length === 1);
    expect(answer.followUps).toHaveLength(1);
    expect(stage.channel.messages).toHaveLength(0);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('8 and 20: with the takes safe and the post not begun, while its picture is made, makes that again and posts', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished, { WAVEFORMS: 'true', EQUAL_LOUDNESS: 'true' });
    await ask(stage);
    await stage.until(stage.isDressing);
    await stage.killBot();
    await stage.startBot();
    await stage.until(() => stage.channel.messages.length > 0);
    const types = stage.channel.messages[0]?.attachments.map(({ contentType }) => contentType);
    expect(types).toEqual(['audio/mpeg', 'image/png']);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('21: with the new thread there and unanswered, finds it by its name', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    const lab = stage.guild.addChannel({ name: 'lab' });
    await stage.killBot();
    await stage.startBot({ REMIX_CHANNELS: lab.id, REMIX_THREADS: 'true' });
    const fault = stage.discord.faults.add({
      method: 'POST',
      route: '/channels/:id/threads',
      kind: 'hang',
      when: 'after',
    });
    await ask(stage);
    await killAt(stage, fault);
    const threads = () => stage.guild.channels.filter(({ name }) => name.startsWith('song'));
    await stage.until(() => threads()[0]?.messages.length === 1);
    expect(threads()).toHaveLength(1);
  });

  it('22: while a member’s data is deleted, deletes what is left of it', async ({ onTestFinished }) => {
    const stage = await open(onTestFinished);
    await ask(stage);
    await stage.until(() => stage.channel.messages.length === 1);
    const fault = stage.discord.faults.add({
      method: 'DELETE',
      route: '/channels/:id/messages/:id',
      kind: 'hang',
      when: 'before',
    });
    const card = await (await stage.member.slash(stage.channel, 'privacy delete')).settled();
    await stage.member.click(card, card.buttons()[0]?.label ?? '');
    await killAt(stage, fault, 6 * MINUTE);
    await stage.until(() => stage.channel.messages.length === 0);
    const mine = await (await stage.member.slash(stage.channel, 'covers mine')).settled();
    expect(mine.text()).not.toContain('**song**');
  });

  it.for([
    ['not arrived', 'before', 0],
    ['arrived but unanswered', 'after', 0],
    ['arrived but unanswered, back when no nonce helps', 'after', 8 * MINUTE],
  ] as const)('23: with *Post it* pressed on a kept cover and the post %s, posts once', async ([, when, awayMs], {
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    const { discord, channel, member } = stage;
    const autoMod = { status: 400, code: 200_000, message: 'Message was blocked by AutoMod' };
    const refusal = discord.faults.add({ ...POSTS, kind: 'refusal', refusal: autoMod });
    const answer = await ask(stage);
    await stage.until(() => answer.message?.text().includes('AutoMod'));
    refusal.remove();
    const mine = await (await member.slash(channel, 'covers mine')).settled();
    const menu = /"custom_id":"(covers:play:[^"]+)"/.exec(JSON.stringify(mine.components))?.[1] ?? '';
    const value = /"value":"(\d+)"/.exec(JSON.stringify(mine.components))?.[1] ?? '';
    const kept = await (await member.select(mine, menu, [value])).settled();

    const fault = discord.faults.add({ ...POSTS, kind: 'hang', when });
    const clicked = await member.click(kept, 'Post it');
    await killAt(stage, fault, awayMs);

    await stage.until(() => clicked.message?.text().includes('is here'));
    const again = await member.click(kept, 'Post it');
    await again.settled((message) => message.text().includes('is here'));
    expect(channel.messages).toHaveLength(1);
    expect(channel.messages[0]?.attachments).toHaveLength(1);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('24: with the post in a forum there and unanswered, finds its own post, at once and late', async ({
    onTestFinished,
  }) => {
    for (const awayMs of [0, 8 * MINUTE]) {
      const stage = await open(onTestFinished);
      const posts = await startWithForum(stage);
      const fault = stage.discord.faults.add({ ...FORUM_POSTS, kind: 'hang', when: 'after' });
      const answer = await ask(stage);
      await killAt(stage, fault, awayMs);
      await stage.until(() => answer.message?.text().includes(`${posts()[0]?.id}/${posts()[0]?.id}`));
      expect(posts()).toHaveLength(1);
      expect(posts()[0]?.messages).toHaveLength(1);
      expect(stage.discord.log.of('POST', FORUM_POSTS.route)).toHaveLength(1);
      expect(stage.runware.paidRequests()).toBe(1);
    }
  });

  it('25: with the post in a forum begun but not arrived, looks until it could not come any more, and posts once', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    const posts = await startWithForum(stage);
    const fault = stage.discord.faults.add({ ...FORUM_POSTS, kind: 'hang', when: 'before' });
    await ask(stage);
    await killAt(stage, fault);
    const restartedAt = stage.discord.log.entries.at(-1)?.at ?? 0;
    await stage.until(() => posts()[0]?.messages.length === 1);
    expect(posts()).toHaveLength(1);
    expect(stage.runware.paidRequests()).toBe(1);
    const [, second] = stage.discord.log.of('POST', FORUM_POSTS.route);
    const looks = stage.discord.log.of('GET', '/guilds/:id/threads/active').filter(({ at }) => at >= restartedAt);
    expect(looks.length).toBeGreaterThan(1);
    expect(looks[0]?.at).toBeLessThan(second?.at ?? 0);
  });

  it('6: back when the task is older than any may get, looks once more before the money is given up', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    await ask(stage);
    await stage.until(() => stage.runware.paidRequests() === 1);
    await stage.killBot();
    stage.skip(40 * MINUTE);
    await stage.startBot();
    await stage.until(() => stage.channel.messages.length === 1);
    expect(stage.channel.messages[0]?.attachments).toHaveLength(1);
    expect(stage.runware.paidRequests()).toBe(1);
  });

  it('15: told in the channel, unanswered, and back when no nonce helps, does not tell again', async ({
    onTestFinished,
  }) => {
    const stage = await open(onTestFinished);
    stage.runware.failNext({ code: 'inferenceError', form: 'errors' });
    await ask(stage);
    await stage.until(() => stage.runware.paidRequests() === 1);
    const edit = stage.discord.faults.add({ ...PRIVATE_EDITS, kind: 'hang', when: 'before' });
    await stage.until(() => edit.hits > 0);
    const post = stage.discord.faults.add({ ...POSTS, kind: 'hang', when: 'after' });
    await killAt(stage, edit, 20 * MINUTE);
    await killAt(stage, post, 10 * MINUTE);
    const looks = () => stage.discord.log.of('GET', '/channels/:id/messages').length;
    await stage.until(() => looks() === 2);
    await (await stage.member.slash(stage.channel, 'covers mine')).settled();
    expect(stage.channel.messages).toHaveLength(1);
    expect(stage.discord.log.of('POST', '/channels/:id/messages')).toHaveLength(1);
  });
});
