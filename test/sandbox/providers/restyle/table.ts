import { families } from '../../../../src/sandbox/providers/restyle/families/families.ts';
import { restyle } from '../../../../src/sandbox/providers/restyle/restyle.ts';
import { playSample, sampleSongs } from '../../../../src/sandbox/providers/songs/sample-songs.ts';
import { soundFeatures } from './features.ts';
import { bandLevels, spectralDistance } from './measures.ts';

/** Prints the tables of docs/playground.md, how each family sounds and how far it is from the others. */
const RATE = 22_050;
const [sample] = sampleSongs;
if (!sample) throw new Error('there is no song');
const song = playSample(sample, RATE);
const wish = { lyrics: null, seed: 1, sampleRate: RATE };
const covers = families.map(({ name }) => ({ name, pcm: restyle(song, { ...wish, style: `a ${name} version` }) }));
const all = [{ name: 'the song', pcm: song }, ...covers];
const levels = all.map(({ pcm }) => bandLevels(pcm));

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
const head = (cells: readonly string[]) => row(cells) + row(cells.map((_, index) => (index === 0 ? '---' : '---:')));

let table = head(['', 'centre', '< 150 Hz', '< 500', '< 1,500', '< 4,000', 'above', 'onsets/s']);
for (const { name, pcm } of all) {
  const { centroidHertz, bands, onsetsPerSecond } = soundFeatures(pcm);
  const shares = bands.map((share) => `${(100 * share).toFixed(0)} %`);
  table += row([name, `${centroidHertz.toFixed(0)} Hz`, ...shares, onsetsPerSecond.toFixed(1)]);
}
table += '\n';
table += head(['dB', ...all.slice(0, -1).map(({ name }) => name)]);
for (const [from, { name }] of all.entries()) {
  if (from === 0) continue;
  const distances = levels
    .slice(0, -1)
    .map((level, to) => (to < from ? spectralDistance(level, levels[from] ?? []).toFixed(1) : ''));
  table += row([name, ...distances]);
}
process.stdout.write(table);
