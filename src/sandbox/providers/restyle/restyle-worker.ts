import { parentPort } from 'node:worker_threads';
import { decodeAudio } from '../../../codec/decode.ts';
import { DecodeError } from '../../../codec/decode-error.ts';
import { encodeAudio } from '../../../codec/encode.ts';
import type { RestyleReply, RestyleRequest } from './messages.ts';
import { restyle } from './restyle.ts';

parentPort?.on('message', async (request: RestyleRequest) => {
  const reply = await answer(request);
  parentPort?.postMessage(reply, reply.kind === 'done' ? [reply.song.data.buffer as ArrayBuffer] : []);
});

async function answer({ order, maximumSeconds }: RestyleRequest): Promise<RestyleReply> {
  try {
    const song = await decodeAudio(order.reference, maximumSeconds === undefined ? {} : { maximumSeconds });
    const { audio, style, lyrics, seed } = order;
    const cover = restyle(song, { style, lyrics, seed, sampleRate: audio.sampleRate });
    const data = await encodeAudio(cover, audio);
    const durationMs = ((cover.channels[0]?.length ?? 0) / cover.sampleRate) * 1_000;
    return { kind: 'done', song: { data, durationMs, family: cover.family } };
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'undecodable', code: error.code, message: error.message };
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
