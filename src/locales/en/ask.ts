import type { QuotaUsage } from '../../domain/draft/review.ts';
import type { Formats } from '../format.ts';

const takes = { one: 'take', other: 'takes' };

interface Recording {
  seconds: number;
  /** Such as `MP3`. */
  format: string;
}

interface Part {
  chosen: 'first' | 'best' | 'from';
  model: string;
  startSeconds: number;
  seconds: number;
  wholeSeconds: number;
  maximumSeconds: number;
}

/** What is asked before anything is made: the parts of forms that every way of asking shares, and the review card. */
export const ask = ({ number, counted, list, minutes, money, price, songLength, relativeTime, command }: Formats) => ({
  'command.coverMessage': () => 'Cover this song',

  'form.takes': () => 'How many takes?',
  'form.takes.hint': () => 'Each take turns out a little different',
  'form.takes.option': (params: { takes: number; micros: number | null }) =>
    counted(params.takes, takes) + (params.micros === null ? '' : ` (${price(params.micros, 'free')})`),
  'form.mayUse': () => 'I may use this song',
  'form.mayUse.hint': () => "It's mine, or I have permission",
  'form.which.song': () => 'Which song?',
  'form.which.song.hint': () => 'That message has more than one',
  'form.which.take': () => 'Which take?',
  'form.which.take.hint': () => 'There is more than one',
  'form.which.take.option': (params: { number: number }) => `Take ${number(params.number)}`,

  'review.title': (params: { song: string | null; style: string | null }) =>
    (params.song === null ? 'Make a new song' : `Cover **${params.song}**`) +
    (params.style === null ? '?' : ` – ${params.style}?`),
  'review.anew': () => 'Something changed since you opened this. Check it and press **Make it** again.',
  'review.reference': (params: Recording) => `Song: ${songLength(params.seconds)}, ${params.format}`,
  'review.part': (params: Part) => {
    const part = {
      first: `Using the **first ${songLength(params.seconds)}**`,
      best: `Using the **best part**, ${songLength(params.startSeconds)} to ${songLength(params.startSeconds + params.seconds)}`,
      from: `Using **${songLength(params.startSeconds)} to ${songLength(params.startSeconds + params.seconds)}**`,
    }[params.chosen];
    const most = `${params.model} takes up to ${songLength(params.maximumSeconds)}, and this song is ${songLength(params.wholeSeconds)}`;
    return `${most}. ${part}.`;
  },
  'part.title': () => 'Where should it start?',
  'part.start': () => 'Start at',
  'part.start.hint': (params: { wholeSeconds: number; maximumSeconds: number }) =>
    `The song is ${songLength(params.wholeSeconds)} long; I use up to ${songLength(params.maximumSeconds)} from there`,
  'part.start.example': () => '2:30',
  'review.voice': (params: Recording) => `Voice from a recording: ${songLength(params.seconds)}, ${params.format}`,
  'review.instrumental': (params: Recording) =>
    `Instruments from a recording: ${songLength(params.seconds)}, ${params.format}`,
  'review.styleSent': (params: { style: string }) => `That's short, so the music service gets: ${params.style}`,
  'review.price': (params: { takes: number; micros: number | null; isFixed: boolean }) => {
    const made = counted(params.takes, takes);
    if (params.micros === null) return `${made} · price not known`;
    if (params.micros === 0) return `${made} · free`;
    return `${made} · ${params.isFixed ? '' : 'up to '}${money(params.micros)}`;
  },
  'review.left': (params: {
    scope: QuotaUsage['scope'];
    span: 'day' | 'month';
    count: { left: number; limit: number } | null;
    micros: number | null;
    renewsAt: number;
  }) => {
    const { whose, span } = {
      member: { whose: 'your', span: params.span === 'day' ? 'left today' : 'left this month' },
      memberTotal: { whose: 'your', span: 'left today in all servers together' },
      guild: { whose: "this server's", span: params.span === 'day' ? 'left today' : 'left this month' },
    }[params.scope];
    const left = list([
      ...(params.count === null
        ? []
        : [`${number(params.count.left)} of ${whose} ${counted(params.count.limit, takes)}`]),
      ...(params.micros === null ? [] : [`${money(params.micros)} of ${whose} budget`]),
    ]);
    return `${left} ${span} (resets ${relativeTime(params.renewsAt)})`;
  },
  'review.elsewhere': (params: { channel: string; isFromClosed: boolean }) =>
    params.isFromClosed
      ? `Not everyone can see this channel – it will be posted in ${params.channel}, where more people can.`
      : `It will be posted in ${params.channel}.`,
  'review.privateFirst': (params: { by: 'server' | 'member' }) =>
    params.by === 'server'
      ? 'This server lets you hear it first: only you get it, with a button to post it.'
      : 'Only you get it first, with a button to post it.',
  'review.audience': () => 'Who hears it first?',
  'review.audience.all': () => 'Everyone – post it when it is done',
  'review.audience.me': () => 'Only me – I may post it later',
  'form.privateFirst': () => 'Only me first',
  'form.privateFirst.hint': () => 'You hear it first, and post it if you like it',
  'review.mayUse': () => 'By pressing **Make it** you confirm that you may use this song.',
  'review.dropped': () => 'Cancelled – nothing was made or charged.',

  'howTo.title': (params: { kind: 'cover' | 'song' }) =>
    params.kind === 'cover' ? 'How to make a cover' : 'How to make a song',
  'howTo.what': (params: { kind: 'cover' | 'song' }) =>
    params.kind === 'cover'
      ? '**Make a cover here.** Give me a song and say how it should sound: it keeps its melody and gets a new voice, new instruments, a new style.'
      : '**Make a song here.** Say how it should sound, and what is to be sung.',
  'howTo.how': (params: { kind: 'cover' | 'song'; isPrivateFirst: boolean }) => {
    const ways =
      params.kind === 'cover'
        ? `Press the button, type ${command('cover')}, or press and hold a message with a song: **Apps → Cover this song**.`
        : `Press the button, or type ${command('song')}.`;
    const end = params.isPrivateFirst
      ? 'You hear it first, and post it here with one tap.'
      : "It's posted here when it's done.";
    return `${ways} ${end}`;
  },
  'howTo.rules': (params: { dayTakes: number | null; wantsRightsTick: boolean }) => {
    const cost =
      params.dayTakes === null
        ? 'Each version is one take.'
        : `Each version is one take, and you have ${counted(params.dayTakes, takes)} a day (${command('quota')}).`;
    const songs = params.wantsRightsTick
      ? 'Only use songs that you may use – I ask.'
      : 'Only use songs that you may use.';
    return `${cost} Everyone may remix what's posted here: **New style**, or **More…** under a cover. ${songs} Don't want others to cover your songs? ${command('privacy uploads')}`;
  },
  'button.howTo': (params: { kind: 'cover' | 'song' }) => (params.kind === 'cover' ? 'Make a cover' : 'Make a song'),
  'button.make': () => 'Make it',
  'button.restyle': () => 'Change style',
  'button.firstPart': (params: { maximumSeconds: number }) =>
    params.maximumSeconds % 60 === 0
      ? `First ${minutes(params.maximumSeconds / 60)}`
      : `First ${songLength(params.maximumSeconds)}`,
  'button.bestPart': () => 'Best part',
  'button.fromPart': () => 'From…',
});
