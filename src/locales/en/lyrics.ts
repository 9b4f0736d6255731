import type { Formats } from '../format.ts';

/** The card that shows lyrics before anything is made of them, and the form that has them written. */
export const lyrics = ({ number, counted, price, songLength }: Formats) => ({
  'lyrics.of': (params: { song: string | null }) =>
    params.song === null ? '**Lyrics of your song**' : `**Lyrics for a cover of ${params.song}**`,
  'lyrics.part': (params: { name: string; startSeconds: number }) =>
    `${params.name} ${songLength(params.startSeconds)}`,
  'lyrics.titled': (params: { title: string }) => `Written for you: **${params.title}**`,
  'lyrics.heard': () => 'These are the words I hear in it. They may not be quite right.',
  'lyrics.notHeard': () =>
    'No music service that this bot uses could tell me the words, so here are tags to fill in. ' +
    'Left empty, they make an instrumental cover.',
  'lyrics.present': () => 'These are the words so far.',
  'lyrics.none': () => 'There are no words yet.',
  'lyrics.tooLong': (params: { length: number; maximum: number }) =>
    `They have ${counted(params.length, { one: 'character', other: 'characters' })}, and the music service takes up to ${number(params.maximum)}. ` +
    'Please shorten them in the editor.',
  'lyrics.beyondEditor': (params: { maximum: number }) =>
    `The editor holds up to ${number(params.maximum)} characters, so it begins with the first part of them.`,

  'wish.title': (params: { micros: number }) => `Have lyrics written (${price(params.micros, 'free')})`,
  'wish.new': () => 'What should they be about?',
  'wish.new.hint': () => 'A story, a mood, a person, a language',
  'wish.new.example': () => 'A lighthouse keeper who is afraid of the dark',
  'wish.change': () => 'What should change?',
  'wish.change.hint': () => 'The words on the card are the beginning; say what to make of them',
  'wish.change.example': () => 'The same story, but told by the sea',
});
