import { describe, expect, it } from 'vitest';
import type { TestStage } from '../support/bot-with-stand-ins.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const WORDS = '[Verse]\nA line of my own words\n[Chorus]\nAnother line to sing';
const only = (model: string) => ({ PROVIDERS: model.split('/')[0] ?? '', MODELS: `${model}=0.15` });

type Oddity = (stage: Pick<TestStage, 'runware' | 'aimlapi' | 'minimax'>) => void;

describe('a cover is made and paid once though', () => {
  it.each<[what: string, model: string, oddity: Oddity, words?: string]>([
    [
      'Runware acknowledges it with nothing',
      'runware/minimax:music@cover',
      ({ runware }) => Object.assign(runware.settings, { ackItem: 'missing' }),
    ],
    [
      'it is shorter than its song',
      'runware/minimax:music@cover',
      ({ runware }) => Object.assign(runware.settings, { resultLength: 0.95 }),
    ],
    [
      'it is longer than its song',
      'minimax/music-cover',
      ({ minimax }) => Object.assign(minimax.settings, { resultLength: 1.3 }),
    ],
    [
      'AI/ML API says in credits alone what it cost',
      'aimlapi/minimax/music-cover',
      ({ aimlapi }) => Object.assign(aimlapi.settings, { usage: 'creditsOnly', resultLength: 0.95 }),
    ],
    [
      'AI/ML API refuses fields that it does not know',
      'aimlapi/minimax/music-cover',
      ({ aimlapi }) => Object.assign(aimlapi.settings, { unknownFields: 'refuse' }),
    ],
    ['its link is unsigned and says no end', 'aimlapi/minimax-music', () => {}, WORDS],
  ])('%s', async (_what, model, oddity, words) => {
    const { channel, member, cover, runware, aimlapi, minimax } = await createTestBot({ environment: only(model) });
    oddity({ runware, aimlapi, minimax });
    const song = await songOf(16);
    if (words) await member.submit(await member.slash(channel, 'cover', { song }), { lyrics: words });
    else await member.slash(channel, 'cover', { song, style: STYLE });
    const message = await cover();
    expect(message.attachments).toHaveLength(1);
    expect(message.text()).toContain('$0.15');
    expect([runware, aimlapi, minimax].reduce((sum, provider) => sum + provider.paidRequests(), 0)).toBe(1);
  });
});
