import type { QuotaUsage } from '../domain/review.ts';
import { counted, money, price, relativeTime } from './format.ts';

/** What is asked before anything is made: the parts of forms that every way of asking shares, and the review card. */
export const enAskTexts = {
  'command.coverMessage': () => 'Cover this song',

  'form.takes': () => 'How many takes?',
  'form.takes.hint': () => 'Each one is a version of its own',
  'form.takes.option': (params: { takes: number; micros: number | null }) =>
    counted(params.takes, 'take', 'takes') + (params.micros === null ? '' : ` (${price(params.micros)})`),
  'form.mayUse': () => 'I may use this song',
  'form.mayUse.hint': (params: { isWanted: boolean }) =>
    `It is mine, or its owner allows it${params.isWanted ? '. This server asks for this' : ''}`,
  'form.which.song': () => 'Which song?',
  'form.which.song.hint': () => 'That message has more than one',
  'form.which.take': () => 'Which take?',
  'form.which.take.hint': () => 'This cover has more than one',
  'form.which.take.option': (params: { number: number }) => `Take ${params.number}`,

  'review.title': (params: { song: string | null }) =>
    `**Please check: ${params.song === null ? 'a new song' : `a cover of ${params.song}`}**`,
  'review.anew': () => 'This is how it stands now. Please look once more, and press **Make it** again.',
  'review.reference': (params: { length: string; format: string }) => `Song: ${params.length}, ${params.format}`,
  'review.voice': (params: { length: string; format: string }) =>
    `Voice from a recording: ${params.length}, ${params.format}`,
  'review.instrumental': (params: { length: string; format: string }) =>
    `Instruments from a recording: ${params.length}, ${params.format}`,
  'review.styleSent': (params: { style: string }) => `That is short for a music service, so it gets: ${params.style}`,
  'review.price': (params: { takes: number; micros: number | null }) =>
    `Price: ${counted(params.takes, 'take', 'takes')}, ${wholePrice(params.micros)}`,
  'review.left': (params: {
    scope: QuotaUsage['scope'];
    count: { left: number; limit: number } | null;
    micros: number | null;
    renewsAt: number;
  }) => {
    const left = [
      ...(params.count === null ? [] : [`${params.count.left} of ${counted(params.count.limit, 'take', 'takes')}`]),
      ...(params.micros === null ? [] : [money(params.micros)]),
    ].join(' and ');
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
  'review.nothingYet': () => 'Nothing is made or paid for until you press **Make it**.',
  'review.dropped': () => 'Dropped. Nothing was made, and it cost nothing.',

  'button.make': () => 'Make it',
  'button.restyle': () => 'Change style',
};

function wholePrice(micros: number | null): string {
  if (micros === null) return 'and what that costs is not known';
  return micros === 0 ? 'free' : `at most ${money(micros)}`;
}
