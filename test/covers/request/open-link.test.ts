import { describe, expect, it } from 'vitest';
import { createOpenLink } from '../../../src/covers/request/open-link.ts';
import type { Job } from '../../../src/domain/job.ts';
import { UserError } from '../../../src/errors.ts';
import { aPostedJob } from '../../support/build-cover.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const [GUILD, CHANNEL, MESSAGE] = ['200000000000000001', '300000000000000001', '400000000000000001'];
const reader = { guildId: GUILD, channelId: CHANNEL, member: { id: '1', roleIds: [] } };

function open({ hosts = [] as string[], isSeen = true } = {}) {
  const clock = createManualClock();
  const job: Job = aPostedJob({ id: '500000000000000001', guildId: GUILD });
  const cover = {
    id: job.id,
    guildId: GUILD,
    channelId: CHANNEL,
    messageId: MESSAGE,
    requesterId: '2',
    postedAt: 0,
    votes: 0,
  };
  const openLink = createOpenLink({
    jobs: { coverWithMessage: async (guild, message) => (guild === GUILD && message === MESSAGE ? cover : undefined) },
    history: { find: async (_reader, id) => (isSeen && id === job.id ? { job, cover } : undefined) },
    linkHosts: hosts,
    clock,
  });
  const refusalOf = (text: string) =>
    openLink(reader, text).then(
      () => undefined,
      (error: unknown) => (error instanceof UserError ? error.text : error),
    );
  return { clock, job, openLink, refusalOf };
}

describe('a link in place of a song', () => {
  it('leads to a cover by its message, and by either id', async () => {
    const { job, openLink } = open();
    for (const text of [`https://discord.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}`, MESSAGE, job.id]) {
      expect(await openLink(reader, text)).toEqual({ kind: 'cover', job });
    }
  });

  it('leads to no cover that its reader does not see, and to none of another server', async () => {
    const hidden = open({ isSeen: false });
    expect(await hidden.refusalOf(MESSAGE)).toMatchObject({ key: 'link.noCover' });
    expect(await hidden.refusalOf(hidden.job.id)).toMatchObject({ key: 'link.noCover' });
    const other = `https://discord.com/channels/200000000000000009/${CHANNEL}/${MESSAGE}`;
    expect(await open().refusalOf(other)).toMatchObject({ key: 'link.message' });
  });

  it('to somebody’s message says how its song is covered', async () => {
    const text = `https://discord.com/channels/${GUILD}/${CHANNEL}/400000000000000009`;
    expect(await open().refusalOf(text)).toMatchObject({ key: 'link.message' });
  });

  it('to a file of Discord’s is good until it expires', async () => {
    const { clock, openLink, refusalOf } = open();
    const at = (ms: number) =>
      `https://cdn.discordapp.com/attachments/${CHANNEL}/${MESSAGE}/song.mp3?ex=${Math.floor((clock.now() + ms) / 1_000).toString(16)}&is=1&hm=2`;
    expect(await openLink(reader, at(60_000))).toMatchObject({
      kind: 'song',
      song: { kind: 'link', name: 'song.mp3' },
    });
    expect(await refusalOf(at(-60_000))).toMatchObject({ key: 'link.expired' });
  });

  it('to a file elsewhere is good for the hosts alone that the operator allows', async () => {
    const { openLink, refusalOf } = open({ hosts: ['*.example.org'] });
    const song = { kind: 'link', url: 'https://a.example.org/song.mp3', isWeb: true, sizeBytes: null };
    expect(await openLink(reader, 'https://a.example.org/song.mp3')).toMatchObject({ kind: 'song', song });
    expect(await refusalOf('https://example.com/song.mp3')).toEqual({
      key: 'link.host',
      params: { hosts: ['*.example.org'] },
    });
    expect(await open().refusalOf('https://a.example.org/song.mp3')).toMatchObject({ params: { hosts: [] } });
    expect(await refusalOf('https://youtu.be/1')).toEqual({ key: 'link.streaming', params: { service: 'YouTube' } });
    expect(await refusalOf('http://a.example.org/song.mp3')).toMatchObject({ key: 'link.unreadable' });
  });
});
