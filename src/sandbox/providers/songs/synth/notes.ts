const PITCH_CLASSES: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** Semitones as MIDI counts them: A4 is 69. */
export type NoteNumber = number;

export interface Chord {
  /** 0 is C, 11 is B. */
  root: number;
  isMinor: boolean;
}

export function frequencyOf(note: NoteNumber): number {
  return 440 * 2 ** ((note - 69) / 12);
}

/** `C4`, `F#5`, `Bb3`. */
export function parseNote(text: string): NoteNumber {
  const [, letter = '', sign = '', octave = ''] = /^([A-G])([#b]?)(\d)$/.exec(text) ?? [];
  const pitchClass = PITCH_CLASSES[letter];
  if (pitchClass === undefined) throw new Error(`not a note: ${text}`);
  return 12 * (Number(octave) + 1) + pitchClass + shiftOf(sign);
}

/** `C`, `Am`, `F#m`. */
export function parseChord(text: string): Chord {
  const [, letter = '', sign = '', minor = ''] = /^([A-G])([#b]?)(m?)$/.exec(text) ?? [];
  const pitchClass = PITCH_CLASSES[letter];
  if (pitchClass === undefined) throw new Error(`not a chord: ${text}`);
  return { root: (pitchClass + shiftOf(sign) + 12) % 12, isMinor: minor === 'm' };
}

/** The triad at or above a note, upwards. */
export function triadAbove({ root, isMinor }: Chord, lowest: NoteNumber): [NoteNumber, NoteNumber, NoteNumber] {
  const [first, second, third] = [0, isMinor ? 3 : 4, 7].map((step) => atOrAbove(root + step, lowest));
  const sorted = [first ?? lowest, second ?? lowest, third ?? lowest].sort((a, b) => a - b);
  return [sorted[0] ?? lowest, sorted[1] ?? lowest, sorted[2] ?? lowest];
}

/** The lowest note of a pitch class at or above another note. */
export function atOrAbove(pitchClass: number, lowest: NoteNumber): NoteNumber {
  return lowest + ((((pitchClass - lowest) % 12) + 12) % 12);
}

function shiftOf(sign: string): number {
  return sign === '#' ? 1 : sign === 'b' ? -1 : 0;
}
