import { chance } from './random.ts';

/**
 * A whole life as data: who is there, what they do when, what goes wrong. The same plan is the same life, down to the last request;
 * parts of it can be taken away while the rest stays as it was.
 */
export interface Plan {
  seed: number;
  /** Milliseconds since the epoch. */
  startsAt: number;
  /** The operator's, as the environment has them. */
  settings: Readonly<Record<string, string>>;
  guilds: readonly GuildPlan[];
  actions: readonly Action[];
  /** What is done the moment that something has happened in a run. Default: nothing. */
  reactions?: readonly Reaction[];
  /** How many runs of the bot there are at a time. One, as long as leases live in a process's memory. */
  places: number;
  /** How the first, the second, … run of the bot ends; those after them live on. */
  ends: readonly End[];
  troubles: readonly Trouble[];
  /** Where runs stand still, as a process does that gets no time, or a machine that is put to sleep. Default: nowhere. */
  stands?: readonly Stand[];
  /** By chance, that share of all effects, and more of the paid ones; or just these. */
  faults: number | readonly PlannedFault[];
  /** Where things go wrong by chance, a third of these effects do. Default: of none. */
  weak?: readonly string[];
  /** Milliseconds from the beginning; from then on nothing goes wrong any more. */
  calmAt: number;
  /** What providers do that nobody promises. */
  habits: Habits;
}

export interface Habits {
  /** What Runware says of a task that it does not know: that there is none, or nothing, as of one that runs. */
  unknownTask: 'not found' | 'silence';
  /** Whether Runware says of a task that it has forgotten that it is over, and does not take it for an unknown one. Default: no. */
  saysExpired?: boolean;
  /** Whether Runware runs a task again that it is sent twice, and bills it twice. Default: it says that it knows it. */
  runsAgain?: boolean;
  /** So long after Runware took a task it is known to nobody who asks. Default: it is known at once. */
  showsAfterMs?: number;
  /** So long after its end a task of Runware's is in its archive. Default: for good. */
  archivesForMs?: number;
  /** Of the tasks that Runware takes, this share never ends, and is billed. Default: none. */
  neverEnds?: number;
  /** So long after its end a task of Runware's is known to its archive alone. */
  polledForMs: number;
  /** What AI/ML API's list says that a take costs, in dollars. Default: nothing. */
  listPrice?: string;
  /** Which share of what it is asked Runware finds improper. Default: 0.06. */
  refuses?: number;
  /** How many times its published price Runware bills, and says that a take has cost. Default: once. */
  costTimes?: number;
  /** Whether Runware bills what has failed, of which it says no cost. Default: no. */
  billsFailures?: boolean;
}

export interface GuildPlan {
  name: string;
  /** Whether it has the bot only once it takes it in. Default: from the beginning. */
  joins?: boolean;
  /** `alsoIn`: as whom somebody is a member of an earlier server as well. */
  members: readonly {
    name: string;
    moderates: boolean;
    alsoIn?: { guild: number; member: number };
    /** Whether they have the server's one role. Default: not. */
    hasRole?: boolean;
  }[];
}

/** `at`: milliseconds from the beginning. */
export type Action = { at: number } & Deed;

/** So many milliseconds after the n-th effect of a name has been done in a run. */
export interface Reaction {
  incarnation: number;
  effect: string;
  n: number;
  afterMs: number;
  deed: Deed;
}

/** Members, servers and channels by their places in the plan. */
export type Deed = { guild: number; member: number; channel: number } & (
  | Wish
  /** Presses what carries this action on the newest message that the member sees; fills in a form that opens. */
  | { do: 'press'; button: string; words: string }
  | { do: 'choose'; menu: string; value: string; words: string }
  | { do: 'command'; name: string; subcommand: string | null }
  /** A choice for the server: from a menu, or typed where that is how it is set. */
  | { do: 'set'; key: string; value: string; isTyped: boolean }
  /** What those with the server's role may have in a day. */
  | { do: 'limit role'; dayTakes: string }
  /** Another member of the server, by their place, may have nothing made for a while. */
  | { do: 'block'; whom: number }
  | { do: 'delete channel' }
  /** Somebody deletes what the bot has said of its own accord: what has such a button. */
  | { do: 'delete message'; control: 'begin' | 'setUp' }
  /** The server removes the bot, or has it back. */
  | { do: 'remove bot' | 'add bot' }
  /** Has all that is kept of them deleted. */
  | { do: 'be forgotten' }
  /** For so long, the bot may not read what was written in the channel. */
  | { do: 'close history'; ms: number }
  /** Whoever runs the bot, the first member of the first server, presses this on their desk; `of`: a server, by its place in the plan. */
  | { do: 'desk'; press: string; of: number | null }
  /** They let a server have so many covers in a month. */
  | { do: 'limit server'; of: number; takes: string }
  /** They look at what nobody knows to be paid, and say how it is; `retries`: what was not taken is made anew. */
  | { do: 'settle doubts'; retries: boolean }
  /** Has the words of a song shown, and has some written so many times. */
  | { do: 'ask for words'; song: string; seconds: number; words: string; times: number }
);

export interface Wish {
  do: 'wish';
  song: string;
  seconds: number;
  style: string;
  /** By the form, with these; null: by the command alone. */
  lyrics: string | null;
  takes: number;
  isPrivate: boolean;
  /** How long the link to the song lives. */
  linkMs: number;
  /** Whether nothing is to be heard in it. Default: no. */
  isSilent?: boolean;
}

/**
 * `at`: milliseconds from the beginning; `pauseMs`: until the next run begins. `losesPower`: the machine ends with it, and with it what
 * was written and may wait for the next durable write; where there is one place alone.
 */
export type End = {
  pauseMs: number;
  losesPower?: boolean;
} /** At an effect; where there is none such until the moment `at`, then. */ & (
  | { kind: 'at'; effect: string; n: number; when: 'before' | 'after'; at: number }
  | { kind: 'time'; at: number; how: 'killed' | 'stopped' }
);

/** At the n-th effect of a name in a run, for so many milliseconds. */
export interface Stand {
  incarnation: number;
  effect: string;
  n: number;
  ms: number;
  /** Whether before it leaves. Default: when it has been done, and before the run hears of it. */
  isBefore?: boolean;
  /** Whether the machine sleeps: then the time that passes counts for its own clock of the time since its start as little as for the run. */
  sleeps: boolean;
}

export type Trouble =
  | { kind: 'disk full' | 'paused' | 'cut off'; at: number; ms: number }
  /** Discord, or a provider, answers nothing but that it is out of order. */
  | { kind: 'away'; who: string; at: number; ms: number }
  | { kind: 'clock set'; at: number; byMs: number };

export interface Fault {
  what: 'lost before' | 'lost after' | 'refused' | 'late';
  /** How late. */
  ms: number;
  /** In [0, 1), for whoever has more than one way to refuse. */
  roll: number;
}

export interface PlannedFault extends Fault {
  incarnation: number;
  effect: string;
  n: number;
}

const WEAK_SHARE = 0.33;
const PAID_SHARE = 0.2;

/** Whether the plan has something go wrong with the n-th effect of that name in a run of the bot. */
export function faultOf(
  plan: Pick<Plan, 'seed' | 'faults' | 'weak'>,
  incarnation: number,
  effect: string,
  n: number,
): Fault | undefined {
  const { seed, faults, weak = [] } = plan;
  if (typeof faults !== 'number') {
    return faults.find((one) => one.incarnation === incarnation && one.effect === effect && one.n === n);
  }
  const roll = (what: string) => chance(seed, 'fault', what, incarnation, effect, n);
  // What is between a paid request and its answer decides about money: it is where most should go wrong.
  const isPaid = effect.endsWith(':submit');
  const usual = isPaid && faults > 0 ? PAID_SHARE + faults * 5 : faults;
  const share = faults > 0 && weak.includes(effect) ? Math.max(usual, WEAK_SHARE) : usual;
  if (roll('whether') >= share) return undefined;
  const kind = roll('what');
  const lostBefore = isPaid ? 0.2 : 0.3;
  const what = kind < lostBefore ? 'lost before' : kind < 0.6 ? 'lost after' : kind < 0.85 ? 'refused' : 'late';
  return { what, ms: Math.round(10 ** (2 + 3 * roll('how late'))), roll: roll('how') };
}
