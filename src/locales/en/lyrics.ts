import type { Model } from '../../domain/models.ts';
import type { Formats } from '../format.ts';

/** The card that shows lyrics before anything is made of them, and the form that has them written. */
export const lyrics = ({ number, counted, price, songLength }: Formats) => ({
  'lyrics.of': (params: { song: string | null }) =>
    params.song === null ? '**Lyrics of your song**' : `**Lyrics for your cover of ${params.song}**`,
  'lyrics.part': (params: { name: string; startSeconds: number }) =>
    `${params.name} ${songLength(params.startSeconds)}`,
  'lyrics.titled': (params: { title: string }) => `Written for you: **${params.title}**`,
  'lyrics.heard': () => "Here's what I hear – fix anything I got wrong.",
  'lyrics.notHeard': (params: { whenEmpty: 'refused' | Model['whenNoLyrics'] }) =>
    `I couldn't make out the lyrics. Open the editor to type them${
      {
        refused: '',
        own: " – or leave it empty to keep the song's own",
        instrumental: ' – or leave it empty for an instrumental',
      }[params.whenEmpty]
    }.`,
  'lyrics.present': () => 'Your lyrics so far:',
  'lyrics.none': () => 'No lyrics yet. Open the editor to type them.',
  'lyrics.instrumental': () => 'Only tags so far, so this would be instrumental. Open the editor to add lyrics.',
  'lyrics.tooLong': (params: { length: number; maximum: number }) =>
    `That's ${counted(params.length, { one: 'character', other: 'characters' })}, and the music service takes up to ${number(params.maximum)}. ` +
    'Shorten them in the editor.',
  'lyrics.beyondEditor': (params: { maximum: number }) =>
    `The editor only holds ${number(params.maximum)} characters, so it starts with the first part.`,

  'wish.title': (params: { micros: number | null; isChange: boolean }) =>
    `${params.isChange ? 'Rewrite' : 'Write'} lyrics${params.micros === null ? '' : ` (${price(params.micros, 'free')})`}`,
  'wish.new': () => 'What should they be about?',
  'wish.new.hint': () => 'A story, a mood, a person, a language',
  'wish.new.example': () => 'A lighthouse keeper who is afraid of the dark',
  'wish.change': () => 'What should change?',
  'wish.change.hint': () => 'The rewrite starts from the lyrics on the card',
  'wish.change.example': () => 'The same story, but told by the sea',
});
