import { parentPort, workerData } from 'node:worker_threads';
import { encodeAudio } from '../../../codec/encode.ts';
import { composeSong, type SongOrder } from './compose-song.ts';

const order: SongOrder = workerData;
const song = composeSong(order);
const data = await encodeAudio(song, order.audio);
const durationMs = ((song.channels[0]?.length ?? 0) / song.sampleRate) * 1_000;
parentPort?.postMessage({ data, durationMs }, [data.buffer as ArrayBuffer]);
