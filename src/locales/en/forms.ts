import type { Model } from '../../domain/models.ts';
import { songFormats } from '../../domain/song/song-formats.ts';
import type { Formats } from '../format.ts';

/** What a model takes, in characters. */
interface Bounds {
  minimum: number;
  maximum: number;
}

/** What is made, as it is called in a sentence. */
type Kind = Model['kind'];

interface Price {
  micros: number | null;
  /** Whether it is for each of several takes. */
  isPerTake: boolean;
}

/** Commands, forms and buttons. Names of files arrive as they are: forms know no markup. */
export const forms = ({ number, choice, price }: Formats) => {
  const inBrackets = ({ micros, isPerTake }: Price) =>
    micros === null ? '' : ` (${price(micros, 'free')}${isPerTake && micros > 0 ? ' per take' : ''})`;
  const fileTypes = choice([...songFormats, 'a video']);

  return {
    'command.cover': () => 'Make a cover of a song: same melody, new voice, instruments and style',
    'command.cover.song': () => `The song: ${fileTypes}`,
    'command.cover.link': () => 'In place of a file: the link of a cover, of a file in Discord, or of an audio file',
    'command.cover.voice': () => 'A recording whose voice the cover gets',
    'command.cover.instrumental': () => 'A recording whose instruments the cover gets',
    'command.cover.private': () => 'You hear it first, and post it if you like it',
    'command.cover.lyrics': () => 'Check and edit the lyrics first',
    'command.cover.lyrics.edit': () => 'Edit first',
    'command.song': () => 'Make a brand-new song from a style – lyrics optional',
    'command.song.instrumental': () => 'Instrumental, no vocals',
    'command.song.writeLyrics': () => 'Have the lyrics written for you',
    'command.style': (params: { kind: Kind }) =>
      `How the ${params.kind} should sound, for example "slow jazz with a warm female voice"`,
    'command.takes': () => 'How many takes to make',
    'command.seed': (params: { kind: Kind }) =>
      params.kind === 'cover'
        ? 'Same seed, song and style: the same result again'
        : 'Same seed, style and lyrics: the same result again',

    'form.title': (params: Price & { kind: Kind }) => `Make a ${params.kind}${inBrackets(params)}`,
    'form.title.lyrics': () => 'Check the lyrics first',
    'form.title.edit': () => 'Edit lyrics',
    'form.title.restyle': () => 'Change style',
    'form.title.remix': (params: Price) => `New style for this song${inBrackets(params)}`,
    'form.title.remixCover': (params: Price & { of: Kind }) => `Cover this ${params.of}${inBrackets(params)}`,
    'form.song': () => 'Song',
    'form.song.askSung': () => `A song with vocals: ${fileTypes}`,
    'form.song.ask': () => fileTypes,
    'form.song.part': () => 'A whole song – or leave it out and add a voice, instruments or both below',
    'form.voice': () => 'Voice',
    'form.voice.ask': () => 'A recording whose voice the cover gets',
    'form.instrumental': () => 'Instruments',
    'form.instrumental.ask': () => 'A recording whose instruments the cover gets',
    'form.keep': (params: { name: string }) => `Leave empty to keep "${params.name}"`,
    'form.style': () => 'How should it sound?',
    'form.style.hint': () => 'Genre, mood, instruments, voice',
    'form.style.example': () => 'Slow jazz, smoky bar, brushed drums, warm female voice',
    'form.lyrics': (params: { isRequired: boolean }) => (params.isRequired ? 'Lyrics' : 'New lyrics (optional)'),
    'form.lyrics.edit': () => 'Lyrics',
    'form.lyrics.hint': (params: Bounds & { whenEmpty: 'refused' | Model['whenNoLyrics'] }) => {
      const bounds = `${number(params.minimum)} to ${number(params.maximum)} characters`;
      return {
        refused: `What to sing: ${bounds}`,
        own: `Empty: the song's own lyrics. Only tags: instrumental. ${bounds}.`,
        instrumental: `Empty or only tags: instrumental. ${bounds}.`,
      }[params.whenEmpty];
    },
    'form.lyrics.tooLong': (params: { length: number; maximum: number }) =>
      `${number(params.length)} characters – shorten them to ${number(params.maximum)}`,
    'form.lyrics.example': () => '[Verse]\nYour words here\n\n[Chorus]\n…',

    'button.cancel': () => 'Cancel',
    'button.fix': () => 'Fix it',
    'button.again': () => 'Try again',
    'button.anyway': () => 'Make another',
    'button.kept': (params: { kind: Kind }) => `Get my ${params.kind}`,
    'button.post': () => 'Post it',
    'button.editLyrics': () => 'Edit lyrics',
    'button.editor': () => 'Open editor',
    'button.write': (params: { micros: number | null; isChange: boolean }) =>
      `${params.isChange ? 'Rewrite' : 'Write'} lyrics${inBrackets({ ...params, isPerTake: false })}`,
  };
};
