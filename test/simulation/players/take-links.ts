const SILENCE = 'silence.mp3';

/** Where takes lie. What is in one says whose it is, so that whoever posts it can be held to it. */
export function takeLink(provider: string, task: string, index: number, madeAt: number): string {
  return `https://takes.example/${provider}/${encodeURIComponent(task)}/${index}?made=${madeAt}`;
}

/** The bytes behind an address of the web; undefined where there is nothing. */
export function bytesAt(url: URL): Uint8Array | undefined {
  if (url.host === 'takes.example') return takeBytes(...(url.pathname.split('/').slice(1) as [string, string, string]));
  // A song, as a member has uploaded it: its address says what it is.
  if (url.host === 'cdn.discordapp.com') {
    const [, , song = '', seconds = '', file] = url.pathname.split('/');
    return Buffer.from(JSON.stringify({ song, seconds: Number(seconds), ...(file === SILENCE && { isSilent: true }) }));
  }
  return undefined;
}

export function takeBytes(provider: string, task: string, index: string | number): Uint8Array {
  return Buffer.from(JSON.stringify({ take: `${provider}/${decodeURIComponent(task)}/${index}`, seconds: 120 }));
}

/** The address of an upload, whose link dies when Discord's do. */
export function songLink(
  song: string,
  { seconds, isSilent, expiresAt }: { seconds: number; isSilent: boolean; expiresAt: number },
): string {
  const ex = Math.floor(expiresAt / 1_000).toString(16);
  const file = isSilent ? SILENCE : 'song.mp3';
  return `https://cdn.discordapp.com/ephemeral-attachments/${song}/${seconds}/${file}?ex=${ex}&is=0&hm=0`;
}
