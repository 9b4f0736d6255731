import { describe, expect, it } from 'vitest';
import { moreChoices } from '../../src/discord/views/components/cover-controls.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const WORDS = '[Verse]\nA line of my own words\n[Chorus]\nAnother line to sing';
const only = (model: string) => {
  const [provider = ''] = model.split('/');
  return { PROVIDERS: provider, MODELS: `${model}=0.15` };
};

describe('every model makes music from slash command to posted audio, paid once', () => {
  it.each([
    'runware/minimax:music@cover',
    'aimlapi/minimax/music-cover',
    'minimax/music-cover',
    'minimax/music-cover-free',
  ])('%s makes a cover in a style', async (model) => {
    const { channel, member, cover, runware, aimlapi, minimax } = await createTestBot({ environment: only(model) });
    minimax.settings.enabledModels = ['music-cover', 'music-cover-free'];
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    const message = await cover();
    expect(message.attachments).toHaveLength(1);
    expect(message.text()).toContain('$0.15');
    expect([runware, aimlapi, minimax].reduce((sum, provider) => sum + provider.paidRequests(), 0)).toBe(1);
  });

  it.each([
    'runware/minimax:music@cover',
    'aimlapi/minimax/music-cover',
    'minimax/music-cover',
  ])('%s sings new words', async (model) => {
    const { channel, member, cover } = await createTestBot({ environment: only(model) });
    const form = await member.slash(channel, 'cover', { song: await songOf(16) });
    await member.submit(form, { style: STYLE, lyrics: WORDS });
    expect((await cover()).attachments).toHaveLength(1);
  });

  it.each(['aimlapi/minimax-music', 'aimlapi/music-01'])('%s asks for words and no style', async (model) => {
    const { channel, member, cover, aimlapi } = await createTestBot({ environment: only(model) });
    const form = await member.slash(channel, 'cover', { song: await songOf(16) });
    expect(JSON.stringify(form.modal)).not.toContain('"style"}');
    await member.submit(form, { lyrics: WORDS });
    expect((await cover()).attachments).toHaveLength(1);
    expect(aimlapi.paidRequests()).toBe(1);
  });

  it('aimlapi/music-01 takes a voice and an instrumental in place of a song', async () => {
    const { channel, member, cover, aimlapi } = await createTestBot({ environment: only('aimlapi/music-01') });
    const parts = { voice: await songOf(12), instrumental: await songOf(13, { hertz: 330 }) };
    const form = await member.slash(channel, 'cover', parts);
    await member.submit(form, { lyrics: WORDS });
    expect((await cover()).attachments).toHaveLength(1);
    expect(aimlapi.paidRequests()).toBe(1);
  });

  it.each([
    'minimax/music-3.0',
    'minimax/music-2.6',
    'minimax/music-1.5',
  ])('%s makes a song from words', async (model) => {
    const { channel, member, cover, minimax } = await createTestBot({
      environment: { ...only(model), MODELS: `minimax/music-cover,${model}=0.15` },
    });
    const form = await member.slash(channel, 'song', { style: STYLE });
    await member.submit(form, { lyrics: WORDS });
    expect((await cover()).attachments).toHaveLength(1);
    expect(minimax.paidRequests()).toBe(1);
  });

  it.each(['instrumental', 'write_lyrics'])('minimax makes a song with %s and no words given', async (option) => {
    const { channel, member, cover, minimax } = await createTestBot({ environment: { PROVIDERS: 'minimax' } });
    await member.slash(channel, 'song', { style: STYLE, [option]: true });
    expect((await cover()).attachments).toHaveLength(1);
    expect(minimax.paidRequests()).toBe(1);
  });
});

describe('two providers', () => {
  const environment = { PROVIDERS: 'runware,minimax' };

  it('fail over where the first proves that it did not take the job, and say who made it', async () => {
    const { channel, member, cover, runware, minimax } = await createTestBot({ environment });
    runware.money.balanceMicros = 0;
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    const message = await cover();
    expect(runware.paidRequests()).toBe(0);
    expect(minimax.paidRequests()).toBe(1);
    expect(message.text()).toContain('MiniMax');
  });

  it('do not fail over while the first may have taken the job', async () => {
    const { channel, member, cover, runware, minimax } = await createTestBot({ environment });
    runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'after', times: 1 });
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await cover();
    expect([runware.paidRequests(), minimax.paidRequests()]).toEqual([1, 0]);
  });

  it('do not fail over to a model that does not fit: it makes no two takes', async () => {
    const { channel, member, runware, minimax, until } = await createTestBot({ environment });
    runware.money.balanceMicros = 0;
    const answer = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE, takes: 2 });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(minimax.paidRequests()).toBe(0);
  });

  it('leave the first alone once it is known to be away', async () => {
    const { channel, member, cover, runware, minimax, until } = await createTestBot({ environment });
    runware.money.balanceMicros = 0;
    const asked = () => runware.requests.filter(({ taskTypes }) => taskTypes.includes('audioInference')).length;
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => minimax.requests.some(({ endpoint }) => endpoint === 'music'));
    await member.slash(channel, 'cover', { song: await songOf(17), style: STYLE });
    await cover();
    await cover();
    expect(minimax.paidRequests()).toBe(2);
    expect(asked()).toBe(1);
  });
});

describe('a provider that is not set up any more', () => {
  it('leaves no job without an end, and no new try to itself', async () => {
    const { channel, member, cover, runware, minimax, restart, until } = await createTestBot({
      environment: { PROVIDERS: 'runware', RUNNING_PER_GUILD: '1' },
    });
    const made = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => runware.paidRequests() === 1);
    const waiting = await member.slash(channel, 'cover', { song: await songOf(17), style: STYLE });
    await until(() => waiting.message?.buttons().some(({ label }) => label === 'Cancel'));

    await restart({ PROVIDERS: 'minimax' });

    const offersTry = ({ message }: typeof made) => message?.buttons().some(({ label }) => label === 'Try again');
    await until(() => offersTry(made) && offersTry(waiting));
    expect(minimax.paidRequests()).toBe(0);
    if (waiting.message) await member.click(waiting.message, 'Try again');
    const details = await (await member.select(await cover(), 'More…', [moreChoices.details])).settled();
    expect(details.text()).toContain('MiniMax');
    expect([runware.paidRequests(), minimax.paidRequests()]).toEqual([1, 1]);
  });
});

describe('a provider that cannot be asked', () => {
  const environment = { PROVIDERS: 'minimax' };

  it('is not paid again when its answer is lost: after 15 minutes the member is told and may try anew', async () => {
    const { channel, member, minimax, until } = await createTestBot({ environment });
    minimax.faults.add({ endpoint: 'music', kind: 'cutBody', times: 1 });
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => channel.messages.length === 1, 5_000);
    expect(minimax.paidRequests()).toBe(1);
    const [line] = channel.messages;
    expect(line?.pings).toEqual([member.id]);
    if (line) await member.click(line, 'Try again');
    await until(() => channel.messages.some(({ attachments }) => attachments.length > 0));
    expect(minimax.paidRequests()).toBe(2);
  });

  it('is waited for when the bot stops: what it answers then is posted after the next start', async () => {
    const { channel, member, minimax, until, restart } = await createTestBot({ environment });
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => minimax.requests.some(({ endpoint }) => endpoint === 'music'));
    const restarted = restart();
    await until(() => channel.messages.length === 1);
    await restarted;
    expect(channel.messages[0]?.attachments).toHaveLength(1);
    expect(minimax.paidRequests()).toBe(1);
  });

  it('is waited for by each who asks the bot to stop', async () => {
    const { channel, member, minimax, until, stop, restart } = await createTestBot({ environment });
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => minimax.requests.some(({ endpoint }) => endpoint === 'music'));
    const ended: string[] = [];
    const stops = ['first', 'second'].map((name) => stop().then(() => ended.push(name)));
    await until(() => ended.length > 0);
    await Promise.all(stops);
    expect(ended).toEqual(['first', 'second']);
    await restart();
    await until(() => channel.messages.length === 1);
    expect(channel.messages[0]?.attachments).toHaveLength(1);
    expect(minimax.paidRequests()).toBe(1);
  });

  it('that is closed for the account is not asked again, and the member is told', async () => {
    const { channel, member, minimax, until } = await createTestBot({ environment });
    minimax.settings.closedKeys = [minimax.apiKey];
    const answer = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(answer.message?.text()).toMatch(/doesn't let the bot in/i);
    expect(minimax.paidRequests()).toBe(0);
  });

  it('that hears no voice says so', async () => {
    const { channel, member, minimax, until } = await createTestBot({ environment });
    minimax.settings.vocals = 'missing';
    const answer = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    await until(() => answer.message?.buttons().some(({ label }) => label === 'Try again'));
    expect(answer.message?.text()).toMatch(/sing|voice/i);
  });
});
