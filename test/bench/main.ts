import { benchAnswerTime } from './answer-time.ts';
import { benchBackup } from './backup.ts';
import { benchDelivery } from './delivery.ts';
import { benchEngine } from './engine.ts';
import { benchFleet } from './fleet.ts';
import { benchFlood } from './flood.ts';
import { benchHostileSong } from './hostile-song.ts';
import { benchHostileWords } from './hostile-words.ts';
import { benchIdleMemory } from './idle-memory.ts';
import { benchMediaEncoder } from './media-encoder.ts';
import { benchPolling } from './polling.ts';

/** `npm run bench`, or with `-- --fleet` of several processes on PostgreSQL: figures, each beside its yardstick of the same run. Machines differ; the ratios are what to read. */
const OF_ONE: readonly (() => Promise<string[]>)[] = [
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
];

const benches = process.argv.includes('--fleet') ? [benchFleet] : OF_ONE;
for (const bench of benches) {
  for (const line of await bench()) process.stdout.write(`${line}\n`);
}
process.exit();
