/** What a member means by the address or the id that they give in place of a song. */
export type GivenLink =
  /** A message of Discord's; of a post in a forum, its first one. */
  | { kind: 'message'; guildId: string; messageId: string }
  /** Of a message or of a cover. */
  | { kind: 'id'; id: string }
  /** A file that Discord serves; `expiresAt` in milliseconds, null where the address does not say. */
  | { kind: 'attachment'; url: string; name: string; expiresAt: number | null }
  /** A page that plays music and hands out none. */
  | { kind: 'streaming'; service: string }
  | { kind: 'file'; url: string; hostname: string; name: string }
  | { kind: 'unreadable' };

const NAME_MAXIMUM = 200;

/** Where Discord's files are served; the second one serves pictures alone, from the same paths. */
const DISCORD_FILES = 'cdn.discordapp.com';
const DISCORD_MEDIA = 'media.discordapp.net';
const DISCORD_SITES = new Set([
  'discord.com',
  'ptb.discord.com',
  'canary.discord.com',
  'discordapp.com',
  'ptb.discordapp.com',
  'canary.discordapp.com',
]);

/** By the ends of their hosts. */
const STREAMING: readonly (readonly [string, string])[] = [
  ['youtube.com', 'YouTube'],
  ['youtu.be', 'YouTube'],
  ['youtube-nocookie.com', 'YouTube'],
  ['spotify.com', 'Spotify'],
  ['spotify.link', 'Spotify'],
  ['soundcloud.com', 'SoundCloud'],
  ['music.apple.com', 'Apple Music'],
  ['itunes.apple.com', 'Apple Music'],
  ['deezer.com', 'Deezer'],
  ['deezer.page.link', 'Deezer'],
  ['tidal.com', 'Tidal'],
  ['music.amazon.com', 'Amazon Music'],
  ['bandcamp.com', 'Bandcamp'],
  ['tiktok.com', 'TikTok'],
  ['vimeo.com', 'Vimeo'],
  ['twitch.tv', 'Twitch'],
  ['instagram.com', 'Instagram'],
  ['suno.com', 'Suno'],
  ['udio.com', 'Udio'],
];

export function readGivenLink(text: string): GivenLink {
  const given = text.trim().replace(/^<(.*)>$/, '$1');
  if (/^\d{17,20}(-\d{1,4})?$/.test(given)) return { kind: 'id', id: given };
  const url = URL.parse(given);
  // What asks for a password, or for a port of its own, is no link that somebody shares.
  if (url?.protocol !== 'https:' || url.username || url.password || url.port) return { kind: 'unreadable' };
  const { hostname } = url;
  if (DISCORD_SITES.has(hostname)) return messageIn(url);
  if (hostname === DISCORD_FILES || hostname === DISCORD_MEDIA) return attachmentAt(url);
  const service = STREAMING.find(([host]) => hostname === host || hostname.endsWith(`.${host}`))?.[1];
  if (service !== undefined) return { kind: 'streaming', service };
  url.hash = '';
  return { kind: 'file', url: url.href, hostname, name: nameIn(url) };
}

/** Whether songs may be fetched from a host: it stands in the list, or the list has `*.` before something that it ends in. */
export function isHostAllowed(hostname: string, allowed: readonly string[]): boolean {
  return allowed.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}

function messageIn({ pathname }: URL): GivenLink {
  const [, guildId, channelId, messageId] =
    /^\/channels\/(\d{17,20})\/(\d{17,20})(?:\/(\d{17,20}))?\/?$/.exec(pathname) ?? [];
  if (guildId === undefined || channelId === undefined) return { kind: 'unreadable' };
  return { kind: 'message', guildId, messageId: messageId ?? channelId };
}

function attachmentAt(url: URL): GivenLink {
  if (!/^\/(ephemeral-)?attachments\/\d{17,20}\/\d{17,20}\/[^/]+$/.test(url.pathname)) return { kind: 'unreadable' };
  const served = new URL(url.pathname, `https://${DISCORD_FILES}`);
  // What Discord has signed; all else asks for another picture of it.
  for (const key of ['ex', 'is', 'hm']) {
    const value = url.searchParams.get(key);
    if (value !== null) served.searchParams.set(key, value);
  }
  const expiry = url.searchParams.get('ex') ?? '';
  const expiresAt = /^[0-9a-f]{1,10}$/i.test(expiry) ? Number.parseInt(expiry, 16) * 1_000 : null;
  return { kind: 'attachment', url: served.href, name: nameIn(url), expiresAt };
}

/** The last part of the path, as its server would call the file. */
function nameIn({ pathname, hostname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last).slice(0, NAME_MAXIMUM) || hostname;
  } catch {
    return last.slice(0, NAME_MAXIMUM) || hostname;
  }
}
