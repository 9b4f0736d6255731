import { describe, expect, it } from 'vitest';
import { isHostAllowed, readGivenLink } from '../../../src/domain/song/given-link.ts';

const [GUILD, CHANNEL, MESSAGE] = ['200000000000000001', '300000000000000001', '400000000000000001'];

describe('readGivenLink', () => {
  it.each([
    `https://discord.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}`,
    `https://ptb.discord.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}`,
    `https://discordapp.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}/`,
    ` <https://canary.discord.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}> `,
  ])('reads the message in %s', (text) => {
    expect(readGivenLink(text)).toEqual({ kind: 'message', guildId: GUILD, messageId: MESSAGE });
  });

  it('takes the link of a post in a forum for its first message, which has the same id', () => {
    const link = readGivenLink(`https://discord.com/channels/${GUILD}/${CHANNEL}`);
    expect(link).toEqual({ kind: 'message', guildId: GUILD, messageId: CHANNEL });
  });

  it.each([MESSAGE, `${MESSAGE}-2`])('reads the id %s', (id) => {
    expect(readGivenLink(id)).toEqual({ kind: 'id', id });
  });

  it('reads when a file of Discord’s expires, and fetches it where sound is served', () => {
    const path = `attachments/${CHANNEL}/${MESSAGE}/my%20song.mp3`;
    const link = readGivenLink(`https://media.discordapp.net/${path}?ex=66000000&is=1&hm=ab&width=20#x`);
    expect(link).toEqual({
      kind: 'attachment',
      url: `https://cdn.discordapp.com/${path}?ex=66000000&is=1&hm=ab`,
      name: 'my song.mp3',
      expiresAt: 0x66000000 * 1_000,
    });
  });

  it.each([
    ['https://www.youtube.com/watch?v=1', 'YouTube'],
    ['https://youtu.be/1', 'YouTube'],
    ['https://music.youtube.com/watch?v=1', 'YouTube'],
    ['https://open.spotify.com/track/1', 'Spotify'],
    ['https://soundcloud.com/one/two', 'SoundCloud'],
    ['https://somebody.bandcamp.com/track/1', 'Bandcamp'],
  ])('knows that %s only plays', (text, service) => {
    expect(readGivenLink(text)).toEqual({ kind: 'streaming', service });
  });

  it('takes any other address with https for one of a file', () => {
    expect(readGivenLink('https://files.example.org/a/b.mp3?x=1#part')).toEqual({
      kind: 'file',
      url: 'https://files.example.org/a/b.mp3?x=1',
      hostname: 'files.example.org',
      name: 'b.mp3',
    });
    expect(readGivenLink('https://files.example.org/%E0%A4%A')).toMatchObject({ name: '%E0%A4%A' });
    expect(readGivenLink('https://notyoutube.com/')).toMatchObject({ kind: 'file', name: 'notyoutube.com' });
  });

  it.each([
    'my song',
    'http://files.example.org/a.mp3',
    'https://name:secret@files.example.org/a.mp3',
    'https://files.example.org:8443/a.mp3',
    'file:///etc/passwd',
    'https://discord.com/invite/abc',
    'https://cdn.discordapp.com/avatars/1/2.png',
    `https://cdn.discordapp.com/attachments/${CHANNEL}/../${MESSAGE}/x`,
    '',
    '12345',
  ])('reads nothing in %j', (text) => {
    expect(readGivenLink(text)).toEqual({ kind: 'unreadable' });
  });
});

describe('isHostAllowed', () => {
  it('goes by whole names, and by what comes after a dot', () => {
    const allowed = ['files.example.org', '*.example.com'];
    const isAllowed = (host: string) => isHostAllowed(host, allowed);
    expect(['files.example.org', 'a.example.com', 'a.b.example.com'].map(isAllowed)).toEqual([true, true, true]);
    expect(
      ['example.org', 'xfiles.example.org', 'example.com', 'badexample.com', 'a.example.com.evil.org', ''].map(
        isAllowed,
      ),
    ).toEqual([false, false, false, false, false, false]);
    expect(isHostAllowed('files.example.org', [])).toBe(false);
  });
});
