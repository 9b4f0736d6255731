import { encodeAudio } from '../../../src/codec/encode.ts';
import { makeSong } from '../../../src/sandbox/providers/songs/make-song.ts';

/** As short as a song may be: covers of it are made in no time. */
export async function shortSong(): Promise<{ name: string; data: Uint8Array }> {
  const settings = { format: 'mp3', bitrateKbps: 64, sampleRate: 22_050, channels: 1 } as const;
  const { sampleRate, channels } = settings;
  const song = makeSong({ seconds: 7, seed: 5, sampleRate, channels });
  return { name: 'short-song.mp3', data: await encodeAudio(song, settings) };
}
