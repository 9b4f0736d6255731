import type { SongDescription } from './song.ts';

/** Eight bars at 86 beats per minute: 22 s. */
export const slowHarbour: SongDescription = {
  title: 'Slow Harbour',
  beatsPerMinute: 86,
  seed: 7_301,
  drums: { kickHertz: 44, length: 0.9, brightness: 7_000 },
  throat: 0.86,
  sections: [
    {
      name: 'intro',
      chords: ['G'],
      melody: [],
      drumBar: {},
      accompaniment: 'sparse',
    },
    {
      name: 'verse',
      chords: ['G', 'Em', 'C', 'D'],
      melody: [
        'D4:1:lo G4:1.5:ma A4:0.5:ne B4:1:ro',
        'B4:1.5:so A4:0.5:la G4:2:mo',
        'E4:1:le G4:1:na C5:1.5:to B4:0.5:ne',
        'A4:2.5:ra -:0.5 B4:1:le',
      ],
      drumBar: { kick: 'x.........o.....', hat: '....o.......o...' },
      accompaniment: 'sparse',
    },
    {
      name: 'ending',
      chords: ['Em', 'C D', 'G'],
      melody: ['B4:1.5:mo A4:0.5:li G4:1:no E4:1:la', 'G4:1:so E4:1:ne F#4:1:ro A4:1:la', 'G4:3.5:mo -:0.5'],
      drumBar: { kick: 'x.........o.....', hat: '....o.......o...' },
      accompaniment: 'held',
    },
  ],
};
