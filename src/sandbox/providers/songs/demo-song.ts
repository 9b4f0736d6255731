import { encodeAudio } from '../../../codec/encode.ts';
import type { PcmAudio } from '../../../codec/pcm.ts';
import { play, popBand } from './band.ts';
import { writeScore } from './score.ts';
import type { SongDescription } from './song.ts';

const SAMPLE_RATE = 44_100;

const CHORUS_LINES = [
  'C5:1:sa A4:0.5:la C5:0.5:te F5:1.5:na E5:0.5:le',
  'D5:1.5:so D5:0.5:la E5:1:mi D5:1:ta',
  'E5:1:ka G5:1:la E5:0.5:ne D5:0.5:to C5:1:sa',
  'A4:0.5:li C5:0.5:ma E5:1:no D5:1:ta B4:1:le',
];
const CHORUS_DRUMS = {
  kick: 'x...x...x...x.o.',
  snare: '....x.......x...',
  clap: '....x.......x...',
  openHat: '..x...x...x...x.',
};

/** Eleven bars at 110 beats per minute: exactly 24 s. It begins with its chorus, so that nobody has to wait for the tune. */
export const demoSong: SongDescription = {
  title: 'Paper Lanterns',
  beatsPerMinute: 110,
  seed: 20_240,
  drums: { kickHertz: 48, length: 1, brightness: 12_000 },
  sections: [
    {
      name: 'chorus',
      chords: ['F', 'G', 'C', 'Am G'],
      melody: CHORUS_LINES,
      drumBar: CHORUS_DRUMS,
      opening: ['crash'],
      accompaniment: 'full',
    },
    {
      name: 'verse',
      chords: ['Am', 'F', 'C', 'G'],
      melody: [
        'E4:0.5:la A4:0.5:no A4:1:sa B4:0.5:ne C5:1.5:to',
        'A4:0.5:te C5:0.5:ma B4:0.5:li A4:1.5:so G4:1:na',
        'G4:0.5:fe G4:0.5:la A4:0.5:mo C5:0.5:ta E5:1:ki D5:1:lo',
        'D5:1.5:sa B4:0.5:le G4:1:no -:1',
      ],
      drumBar: { kick: 'x.....o.x.......', snare: '....x.......x...', hat: 'x.o.x.o.x.o.x.o.' },
      accompaniment: 'sparse',
    },
    {
      name: 'last lines',
      chords: ['C', 'Am G'],
      melody: CHORUS_LINES.slice(2),
      drumBar: CHORUS_DRUMS,
      opening: ['crash'],
      accompaniment: 'full',
    },
    {
      name: 'ending',
      chords: ['C'],
      melody: ['C5:3:la -:1'],
      drumBar: {},
      opening: ['crash', 'kick'],
      accompaniment: 'held',
    },
  ],
};

/** The sandbox's own song, made on the spot: nobody's rights, no file in the repository, the same samples each time. */
export function makeDemoSong(): PcmAudio {
  const { left, right } = play(demoSong, writeScore(demoSong), popBand, SAMPLE_RATE);
  return { sampleRate: SAMPLE_RATE, channels: [left, right] };
}

/** As a member would upload it. Takes about a second of CPU; callers keep it. */
export async function demoSongFile(): Promise<{ name: 'demo-song.mp3'; data: Uint8Array }> {
  const data = await encodeAudio(makeDemoSong(), {
    format: 'mp3',
    bitrateKbps: 192,
    sampleRate: SAMPLE_RATE,
    channels: 2,
  });
  return { name: 'demo-song.mp3', data };
}
