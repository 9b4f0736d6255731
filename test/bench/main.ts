import { benchAnswerTime } from './answer-time.ts';
import { benchBackup } from './backup.ts';
import { benchDelivery } from './delivery.ts';
import { benchEngine } from './engine.ts';
import { benchFlood } from './flood.ts';
import { benchHostileSong } from './hostile-song.ts';
import { benchHostileWords } from './hostile-words.ts';
import { benchIdleMemory } from './idle-memory.ts';
import { benchMediaEncoder } from './media-encoder.ts';
import { benchPolling } from './polling.ts';

/** `npm run bench`: figures, each beside its yardstick of the same run. Machines differ; the ratios are what to read. */
for (const bench of [
  benchIdleMemory,
  benchAnswerTime,
  benchEngine,
  benchFlood,
  benchPolling,
  benchDelivery,
  benchHostileSong,
  benchMediaEncoder,
  benchHostileWords,
  benchBackup,
]) {
  for (const line of await bench()) process.stdout.write(`${line}\n`);
}
process.exit();
