import { decodeAudio } from '../../../src/codec/decode.ts';

/** How many seconds of sound a file holds; throws where it cannot be decoded. */
export async function secondsOf(file: Uint8Array): Promise<number> {
  const { channels, sampleRate } = await decodeAudio(file);
  return (channels[0]?.length ?? 0) / sampleRate;
}

/** Where a web server of a test has a song. */
export async function fetched(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
