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
export const jobs = ({ number, money, songLength, roughTime, roughTimeRange, relativeTime }: Formats) => {
  /** `2–4 min: half finish in 2:10, nine in ten in 3:50`; one time where both are the same. */
  const likelyTime = ({ medianMs, ninetiethMs, samples }: Spread): string => {
    const half = songLength(medianMs / 1000);
    const most = songLength(ninetiethMs / 1000);
    const range = half === most ? `about ${roughTime(medianMs)}` : roughTimeRange(medianMs, ninetiethMs);
    if (samples === 0) return `${range}, which is an estimate: none has been timed yet`;
    return half === most ? range : `${range}: half finish in ${half}, nine in ten in ${most}`;
  };

  return {
    maker: (params: { model: string; provider: string }) => `${params.model} at ${params.provider}`,

    'progress.cover': (params: { song: string }) => `Cover of **${params.song}**`,
    'progress.song': (params: { style: string | null }) =>
      params.style === null ? 'New song' : `New song: **${params.style}**`,
    'progress.waiting': () => 'Accepted, and waiting for its turn.',
    'progress.next': () => "You're next in line.",
    'progress.line': (params: { place: number }) => `You're number ${number(params.place)} in line.`,
    'progress.guildFull': () =>
      'This server already has as much in the making as it may have at once. Yours starts when one of them is done.',
    'progress.instrumental': (params: What) =>
      `There are no words between the tags of the lyrics, so the ${params.kind} will be instrumental.`,
    'progress.making': (params: What & { maker: string; startedAt: number }) =>
      `Your ${params.kind} is being made by ${params.maker}. Started ${relativeTime(params.startedAt)}.`,
    'progress.usual': (params: Spread) => `Likely ${likelyTime(params)}.`,
    'progress.usualOnceStarted': (params: Spread) => `From then on, likely ${likelyTime(params)}.`,
    'progress.cancelPaid': (params: What) =>
      `If you cancel now, the ${params.kind} is finished and given to you alone, because it is paid for.`,
    'progress.cancelTooLate': () =>
      "It was already being made when you cancelled, so it can't be stopped any more. It won't be posted: it goes to you alone.",
    'progress.delivering': (params: What) => `Your ${params.kind} is done. Posting it now…`,
    'progress.deliveringDelayed': (params: What) =>
      `Your ${params.kind} is done, but Discord hasn't let me post it so far. I keep trying for a day; if it can't be posted by then, I'll give it to you here.`,
    'progress.deliveringPrivately': (params: What) => `Your ${params.kind} is done. Getting it ready for you…`,
    'progress.unknown': (params: { provider: string }) =>
      `I sent your request to ${params.provider}, but got no answer that says whether it is being made, and ` +
      `${params.provider} can't be asked whether it arrived. So that nothing is paid twice, I won't send it again. ` +
      "Within a quarter of an hour I'll close it: then it " +
      'no longer counts against your limit, and you can try again.',
    'progress.delivered': (params: What & { link: string }) => `Your ${params.kind} is here: ${params.link}`,
    'progress.deliveredElsewhere': (params: What & { link: string; channel: string }) =>
      `Your ${params.kind} is in ${params.channel}: ${params.link}`,
    'progress.cancelled': () => 'Cancelled. It cost nothing.',
    'progress.cancelledPaid': (params: { micros: number }) =>
      `Cancelled. ${money(params.micros)} had been spent by then.`,
    'progress.cancelledUnknown': () => 'Cancelled. What had been spent by then is not known.',
    'progress.tried': (params: { maker: string }) => `Tried with ${params.maker}.`,
    'progress.failedFree': () => 'It cost nothing.',
    'progress.failedPaid': (params: { micros: number }) => `It counts ${money(params.micros)} against the budget.`,
    'progress.failedPresumed': (params: { micros: number }) =>
      "It doesn't count against your takes. Until it is known whether it was billed, " +
      `${money(params.micros)} of this server's budget is held back.`,
    'progress.failedUnknown': () => 'What it cost is not known.',
    'progress.repeats': () =>
      'You asked for exactly this a moment ago, so I made it once. If you want two of them, press **Make another**.',
    'progress.alreadyComing': (params: What) => `This ${params.kind} is already on its way.`,

    'kept.cancelled': () => 'You cancelled while it was being made, so here it is for you alone:',
    'kept.noLink': () => 'You find it with `/covers mine` in the server, for as long as its files are kept.',
    'kept.post': () => 'You can still have it posted: press **Post it** in the channel where it should go.',
    'kept.postLater': () =>
      'You can still have it posted: `/covers mine` in a channel of the server hands it out, with a button for that.',
    'kept.save': () => 'Save it soon: neither this message nor its links last.',

    'tell.done': (params: What & { mention: string; link: string }) =>
      `${params.mention} your ${params.kind} is here: ${params.link}`,
    'tell.kept': (params: Subject & { mention: string }) =>
      `${params.mention} ${yours(params)} is done and kept for you.`,
    'tell.failed': (params: Subject & { mention: string; reason: string }) =>
      `${params.mention} ${yours(params)} didn't work out. ${params.reason}`,
    'tell.cancelled': (params: Subject & { mention: string }) => `${params.mention} ${yours(params)} is cancelled.`,

    'wait.startsIn': (params: { leftMs: number }) => `Starts in about ${roughTime(params.leftMs)}`,
    'wait.starting': () => 'Starting now…',
    'wait.left': (params: { leftMs: number }) => `About ${roughTime(params.leftMs)} left`,
    'wait.nearlyDone': () => 'Nearly done…',
    'wait.slow': () => '⏳ Taking longer than usual. Nothing for you to do.',
    'wait.leaving': () => "Still going – I'll ping you here when it's ready.",
    'wait.sentTo': (params: { provider: string; model: string }) =>
      `Your song goes to ${params.provider} (${params.model}) to make this.`,
    'kept.ready': () => 'It comes in a message of its own, and the button brings it again.',
  };
};

function yours({ kind, song }: Subject): string {
  return song === null ? `your ${kind}` : `your ${kind} of **${song}**`;
}
