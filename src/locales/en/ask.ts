import type { QuotaUsage } from '../../domain/review.ts';
import type { Formats } from '../format.ts';

const takes = { one: 'take', other: 'takes' };

interface Recording {
  seconds: number;
  /** Such as `MP3`. */
  format: string;
}

/** What is asked before anything is made: the parts of forms that every way of asking shares, and the review card. */
export const ask = ({ number, counted, list, money, price, songLength, relativeTime }: Formats) => ({
  'command.coverMessage': () => 'Cover this song',

  'form.takes': () => 'How many takes?',
  'form.takes.hint': () => 'Each one is a version of its own',
  'form.takes.option': (params: { takes: number; micros: number | null }) =>
    counted(params.takes, takes) + (params.micros === null ? '' : ` (${price(params.micros, 'free')})`),
  'form.mayUse': () => 'I may use this song',
  'form.mayUse.hint': (params: { isWanted: boolean }) =>
    `It is mine, or its owner allows it${params.isWanted ? '. This server asks for this' : ''}`,
  'form.which.song': () => 'Which song?',
  'form.which.song.hint': () => 'That message has more than one',
  'form.which.take': () => 'Which take?',
  'form.which.take.hint': () => 'This cover has more than one',
  'form.which.take.option': (params: { number: number }) => `Take ${number(params.number)}`,

  'review.title': (params: { song: string | null }) =>
    `**Please check: ${params.song === null ? 'a new song' : `a cover of ${params.song}`}**`,
  'review.anew': () => 'This is how it stands now. Please look once more, and press **Make it** again.',
  'review.reference': (params: Recording) => `Song: ${songLength(params.seconds)}, ${params.format}`,
  'review.voice': (params: Recording) => `Voice from a recording: ${songLength(params.seconds)}, ${params.format}`,
  'review.instrumental': (params: Recording) =>
    `Instruments from a recording: ${songLength(params.seconds)}, ${params.format}`,
  'review.styleSent': (params: { style: string }) => `That is short for a music service, so it gets: ${params.style}`,
  'review.price': (params: { takes: number; micros: number | null }) => {
    const made = counted(params.takes, takes);
    if (params.micros === null) return `Price: ${made}, and what that costs is not known`;
    return `Price: ${made}, ${params.micros === 0 ? 'free' : `at most ${money(params.micros)}`}`;
  },
  'review.left': (params: {
    scope: QuotaUsage['scope'];
    count: { left: number; limit: number } | null;
    micros: number | null;
    renewsAt: number;
  }) => {
    const left = list([
      ...(params.count === null ? [] : [`${number(params.count.left)} of ${counted(params.count.limit, takes)}`]),
      ...(params.micros === null ? [] : [money(params.micros)]),
    ]);
    const sentence = {
      member: `You have ${left} left today`,
      memberTotal: `You have ${left} left today, in all servers together`,
      guild: `This server has ${left} left this month`,
    }[params.scope];
    return `${sentence}; that renews ${relativeTime(params.renewsAt)}.`;
  },
  'review.elsewhere': (params: { channel: string; isFromClosed: boolean }) =>
    params.isFromClosed
      ? `Not everyone can see this channel. The cover will be posted in ${params.channel}, for all who can see that one.`
      : `The cover will be posted in ${params.channel}.`,
  'review.mayUse': () => 'By pressing **Make it** you say that you may use this song.',
  'review.dropped': () => 'Dropped. Nothing was made, and it cost nothing.',

  'button.make': () => 'Make it',
  'button.restyle': () => 'Change style',
});
