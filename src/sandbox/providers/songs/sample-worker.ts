import { parentPort, workerData } from 'node:worker_threads';
import { encodeAudio } from '../../../codec/encode.ts';
import { playSample, SAMPLE_RATE, sampleSongs } from './sample-songs.ts';

const sample = sampleSongs.find(({ id }) => id === workerData);
if (!sample) throw new Error(`there is no sample song ${workerData}`);
const settings = { format: 'mp3', bitrateKbps: 192, sampleRate: SAMPLE_RATE, channels: 2 } as const;
const data = await encodeAudio(playSample(sample), settings);
parentPort?.postMessage(data, [data.buffer as ArrayBuffer]);
