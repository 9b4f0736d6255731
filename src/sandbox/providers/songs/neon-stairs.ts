import type { SongDescription } from './song.ts';

const DRIVE = { kick: 'x...x...x...x...', openHat: '..x...x...x...x.', hat: 'xoxoxoxoxoxoxoxo' } as const;

/** Fourteen bars at 140 beats per minute: exactly 24 s. */
export const neonStairs: SongDescription = {
  title: 'Neon Stairs',
  beatsPerMinute: 140,
  seed: 91_774,
  drums: { kickHertz: 52, length: 0.8, brightness: 14_000 },
  throat: 1.12,
  sections: [
    {
      name: 'intro',
      chords: ['Dm', 'Bb'],
      melody: [],
      drumBar: { kick: 'x...x...x...x...', hat: '..x...x...x...x.' },
      accompaniment: 'full',
    },
    {
      name: 'verse',
      chords: ['Dm', 'Bb', 'F', 'C'],
      melody: [
        'D4:0.5:ta D4:0.5:ta F4:0.5:te D4:0.5:no A3:1:sa -:1',
        'D4:0.5:ka D4:0.5:la F4:0.5:ti G4:0.5:te F4:1:so -:1',
        'A3:0.5:la C4:0.5:ne F4:1:ro E4:0.5:te D4:0.5:li C4:1:na',
        'E4:1.5:sa D4:0.5:to C4:1:ne -:1',
      ],
      drumBar: { kick: 'x...x...x...x...', snare: '....x.......x...', hat: '..x...x...x...x.' },
      accompaniment: 'sparse',
    },
    {
      name: 'chorus',
      chords: ['Dm', 'Bb', 'F', 'C', 'Dm', 'Bb', 'F C'],
      melody: [
        'A4:1:sa G4:0.5:la F4:0.5:te A4:1.5:no F4:0.5:li',
        'Bb4:1:fa A4:1:la F4:1:te D4:1:no',
        'A4:1:sa C5:1:la A4:0.5:te F4:0.5:ki G4:1:no',
        'G4:1.5:ta E4:0.5:le C4:2:so',
        'A4:1:sa G4:0.5:la F4:0.5:te A4:1.5:no F4:0.5:li',
        'Bb4:1:fa A4:1:la F4:1:te D4:1:no',
        'F4:1:ka A4:1:le G4:1:to E4:1:na',
      ],
      drumBar: { ...DRIVE, clap: '....x.......x...' },
      opening: ['crash'],
      accompaniment: 'full',
    },
    {
      name: 'ending',
      chords: ['Dm'],
      melody: ['D4:3:na -:1'],
      drumBar: {},
      opening: ['crash', 'kick'],
      accompaniment: 'full',
    },
  ],
};
