import { families } from '../../../src/sandbox/restyle/families/families.ts';
import { restyle } from '../../../src/sandbox/restyle/restyle.ts';
import { playSample, sampleSongs } from '../../../src/sandbox/songs/sample-songs.ts';
import { soundFeatures } from './features.ts';
import { bandLevels, spectralDistance } from './measures.ts';

/** Prints how every family sounds and how far it is from the others: `node test/sandbox/restyle/table.ts`. */
const RATE = 22_050;
const [sample] = sampleSongs;
if (!sample) throw new Error('there is no song');
const song = playSample(sample, RATE);
const wish = { lyrics: null, seed: 1, sampleRate: RATE };
const covers = families.map(({ name }) => ({ name, pcm: restyle(song, { ...wish, style: `a ${name} version` }) }));
const all = [{ name: 'the song', pcm: song }, ...covers];
const levels = all.map(({ pcm }) => bandLevels(pcm));

const print = (cells: readonly string[]) =>
  process.stdout.write(`${cells.map((cell) => cell.padStart(11)).join('')}\n`);
print(['', 'centroid', '<150', '<500', '<1500', '<4000', 'above', 'onsets/s']);
for (const { name, pcm } of all) {
  const { centroidHertz, bands, onsetsPerSecond } = soundFeatures(pcm);
  const shares = bands.map((share) => `${(100 * share).toFixed(0)} %`);
  print([name, `${centroidHertz.toFixed(0)} Hz`, ...shares, onsetsPerSecond.toFixed(1)]);
}
process.stdout.write('\nHow different they sound, in dB (see measures.ts):\n');
print(['', ...all.map(({ name }) => name)]);
for (const [row, { name }] of all.entries()) {
  const cells = all.map((_, column) =>
    column < row ? spectralDistance(levels[row] ?? [], levels[column] ?? []).toFixed(1) : '',
  );
  print([name, ...cells]);
}
