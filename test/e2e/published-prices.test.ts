import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const ONLY = { PROVIDERS: 'aimlapi' };

describe('a model whose price only its provider knows', () => {
  it('is asked for nothing while nobody knows its price', async () => {
    const { channel, member, cover, aimlapi, restart, clock } = await createTestBot();
    aimlapi.settings.pricing = 'perSecond';
    await restart(ONLY);
    const answer = await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    expect((await answer.settled()).text()).toContain('No music service here can do that');
    expect(aimlapi.paidRequests()).toBe(0);

    aimlapi.settings.pricing = 'perGeneration';
    await clock.advance(86_400_000);
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    expect((await cover()).text()).toContain('$0.15');
  });

  it('is charged at what its provider publishes', async () => {
    const { channel, member, cover, aimlapi, restart, until } = await createTestBot();
    aimlapi.settings.publishedPriceFactor = 1.2;
    await restart(ONLY);
    await until(() => aimlapi.requests.some(({ endpoint }) => endpoint === 'models'));
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    expect((await cover()).text()).toContain('$0.18');
  });

  it('is charged at what the operator says, where they say it, and no list is read', async () => {
    const { channel, member, cover, aimlapi, restart } = await createTestBot();
    aimlapi.settings.publishedPriceFactor = 3;
    await restart({ ...ONLY, MODELS: 'aimlapi/minimax/music-cover=0.20' });
    await member.slash(channel, 'cover', { song: await songOf(16), style: STYLE });
    expect((await cover()).text()).toContain('$0.20');
    expect(aimlapi.requests.filter(({ endpoint }) => endpoint === 'models')).toEqual([]);
  });
});
