import type { Model } from '../../domain/models.ts';
import type { Formats } from '../format.ts';

/** What is made, as it is called in a sentence. */
interface What {
  kind: Model['kind'];
}

interface Subject extends What {
  /** The song that a cover is made from; null for a new song. Escaped. */
  song: string | null;
}

/** How long something took lately: half of the times within the median, nine in ten within the other. */
interface Spread {
  medianMs: number;
  ninetiethMs: number;
  /** 0 where it is an estimate. */
  samples: number;
}

/** How a job is getting on, and how it ended. */
export const jobs = ({ number, money, minutes, roughTime, roughTimeRange, command }: Formats) => {
  /** `1–3 min`: half finish by the one, nine in ten by the other. */
  const likelyTime = ({ medianMs, ninetiethMs }: Spread): string =>
    roughTime(medianMs) === roughTime(ninetiethMs) ? roughTime(medianMs) : roughTimeRange(medianMs, ninetiethMs);

  return {
    maker: (params: { model: string; provider: string }) => `${params.model} at ${params.provider}`,

    'progress.cover': (params: { song: string }) => `Cover of **${params.song}**`,
    'progress.song': (params: { style: string | null }) =>
      params.style === null ? 'New song' : `New song: **${params.style}**`,
    'progress.waiting': () => "Got it! You're in line…",
    'progress.next': () => "You're up next…",
    'progress.line': (params: { place: number }) => `#${number(params.place)} in line`,
    'progress.held': () => "⏸ I'm paused right now. Yours stays in line and starts when I'm back.",
    'progress.guildFull': () => 'Others are already being made here. Yours starts as soon as one is done.',
    'progress.instrumental': (params: What) => `The lyrics are only tags, so this ${params.kind} will be instrumental.`,
    'progress.making': (params: What) => `🎧 Making your ${params.kind}…`,
    'progress.usual': (params: Spread) =>
      params.samples === 0 ? `Usually ${likelyTime(params)}.` : `About ${likelyTime(params)} in all.`,
    'progress.usualOnceStarted': (params: Spread) => `Then about ${likelyTime(params)}.`,
    'progress.cancelPaid': () => "It's already paid for. If you cancel, it won't be posted – only you will get it.",
    'progress.privateFirst': () => "Only you'll get it. Then you decide whether it's posted.",
    'progress.cancelTooLate': () => "Too late to stop it, but it won't be posted. Only you'll get it.",
    'progress.delivering': (params: What) => `Your ${params.kind} is ready. Posting it now…`,
    'progress.deliveringDelayed': (params: What) =>
      `Your ${params.kind} is ready, but Discord won't let me post it yet. I'll keep trying – and if I can't, you'll get it privately.`,
    'progress.deliveringPrivately': (params: What) => `Your ${params.kind} is ready. Getting it to you…`,
    'progress.unknown': (params: { provider: string; minutes: number }) =>
      `I lost the connection to ${params.provider} mid-request and can't tell whether it got through. ` +
      `To avoid paying twice I'll wait up to ${minutes(params.minutes)}, then give your takes back so you can try again.`,
    'progress.delivered': (params: What & { link: string }) => `Your ${params.kind} is here: ${params.link}`,
    'progress.deliveredElsewhere': (params: What & { link: string; channel: string }) =>
      `Your ${params.kind} is in ${params.channel}: ${params.link}`,
    'progress.cancelled': () => 'Cancelled – nothing was charged.',
    'progress.cancelledPaid': (params: { micros: number | null }) =>
      params.micros === null
        ? "Cancelled. It still counts towards this server's budget."
        : `Cancelled. ${money(params.micros)} was already spent by then.`,
    'progress.cancelledUnknown': () => "Cancelled. I don't know what was spent by then.",
    'progress.tried': (params: { maker: string }) => `I tried it with ${params.maker}.`,
    'progress.failedFree': () => 'Nothing was charged.',
    'progress.failedPaid': (params: { micros: number | null }) =>
      params.micros === null
        ? "It still counts towards this server's budget."
        : `It still used ${money(params.micros)} of the budget.`,
    'progress.failedPresumed': (params: { micros: number | null }) =>
      `You have your takes back. ${params.micros === null ? 'A part' : money(params.micros)} of this server's budget is on hold until it's clear whether it was charged.`,
    'progress.failedUnknown': () => "I don't know what it cost.",
    'progress.repeats': () =>
      'You asked for exactly this a moment ago, so I only made it once. Want a second one? Press **Make another**.',
    'progress.alreadyComing': (params: What) => `This ${params.kind} is already on its way.`,

    'kept.cancelled': () => "You cancelled, so this one's just for you:",
    'kept.private': () => 'Only you can hear it so far.',
    'kept.noLink': () => `Find it in ${command('covers mine')} in the server while I still have its files.`,
    'kept.post': () => 'To have it posted, press **Post it** in the channel where it should go.',
    'kept.postLater': () =>
      `To have it posted, get it from ${command('covers mine')} in a channel of the server and press **Post it** there.`,
    'kept.save': () => `Save it now – or find it in ${command('covers mine')} while I still have its files.`,

    'tell.done': (params: What & { mention: string; link: string }) =>
      `${params.mention} your ${params.kind} is here: ${params.link}`,
    'tell.kept': (params: Subject & { mention: string }) =>
      `${params.mention} ${yours(params)} is ready, but I couldn't post it here.`,
    'tell.keptPrivate': (params: Subject & { mention: string }) =>
      `${params.mention} ${yours(params)} is ready, for you alone so far. Listen to it, or post it.`,
    'tell.held': (params: Subject & { mention: string; reason: string }) =>
      `${params.mention} about your ${params.kind}${params.song === null ? '' : ` of **${params.song}**`}: ${params.reason}`,
    'tell.keptCancelled': (params: Subject & { mention: string }) =>
      `${params.mention} you cancelled, so ${yours(params)} is just for you.`,
    'tell.failed': (params: Subject & { mention: string; reason: string }) =>
      `${params.mention} sorry, ${yours(params)} didn't work. ${params.reason}`,
    'tell.cancelled': (params: Subject & { mention: string }) => `${params.mention} ${yours(params)} was cancelled.`,

    'wait.startsIn': (params: { leftMs: number }) => `Starts in about ${roughTime(params.leftMs)}`,
    'wait.starting': () => 'Starting now…',
    'wait.left': (params: { leftMs: number }) => `About ${roughTime(params.leftMs)} left`,
    'wait.nearlyDone': () => 'Nearly done…',
    'wait.slow': () => '⏳ Taking longer than usual. Nothing for you to do.',
    'wait.leaving': () => "Still going – I'll ping you here when it's ready.",
    'wait.sentTo': (params: { provider: string; model: string }) =>
      `Your song goes to ${params.provider} (${params.model}) to make this.`,
    'kept.ready': () => 'It comes in its own message. Press the button to get it again.',
  };
};

function yours({ kind, song }: Subject): string {
  return song === null ? `your ${kind}` : `your ${kind} of **${song}**`;
}
