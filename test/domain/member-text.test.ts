import { describe, expect, it } from 'vitest';
import { jobSchema } from '../../src/domain/job.ts';
import { memberText } from '../../src/locales/text.ts';
import { buildJob } from '../support/build-job.ts';

const readFailure = (failure: unknown) => jobSchema.parse({ ...buildJob(), failure }).failure;

describe('a stored text', () => {
  it.each([
    [
      { key: 'delivery.permission', params: { missing: 'Attach Files, Send Messages in Threads', channelId: '1' } },
      { key: 'delivery.permission', params: { missing: ['AttachFiles', 'SendMessagesInThreads'], channelId: '1' } },
    ],
    [
      { key: 'song.wrongContainer', params: { containers: 'MP3 and WAV' } },
      { key: 'song.wrongContainer', params: { containers: ['MP3', 'WAV'] } },
    ],
    [
      { key: 'target.noTag', params: { channelId: '1', tags: 'Songs, Covers' } },
      { key: 'target.noTag', params: { channelId: '1', tags: ['Songs', 'Covers'] } },
    ],
    [
      { key: 'model.none', params: {} },
      { key: 'model.none', params: { without: null } },
    ],
    [
      { key: 'target.noTag', params: { channelId: '1', tags: '' } },
      { key: 'target.noTag', params: { channelId: '1', tags: [] } },
    ],
  ])('of an earlier release is read as what its words stood for: %j', (written, read) => {
    expect(readFailure(written)).toEqual(read);
    expect(readFailure(read)).toEqual(read);
  });

  it('of an earlier release is said as it was meant', () => {
    const failure = readFailure({
      key: 'delivery.permission',
      params: { missing: 'View Channel, Create Public Threads', channelId: '1' },
    });
    expect(failure && memberText('en', failure)).toBe(
      "It's ready, but I need the permissions **View Channel** and **Create Public Threads** to post it in <#1>. I kept it for you.",
    );
  });

  it('keeps its numbers and moments as they are', () => {
    const failure = { key: 'provider.tooSlow', params: { provider: 'runware', minutes: 30 } };
    expect(readFailure(failure)).toEqual(failure);
  });
});
