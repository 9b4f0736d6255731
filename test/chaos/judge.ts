import { isExcused } from './excuse.ts';
import { type Circumstances, explain } from './explain.ts';
import { isEnd } from './read-message.ts';
import type { RunRecord, Sighting } from './record.ts';
import { endOf, type Round, type Story, storiesOf, wasTaken } from './stories.ts';

export type DifferenceKind =
  | 'paid twice'
  | 'posted twice'
  /** A failure, or a cover that was kept, was said more than once for all to read. */
  | 'told twice'
  /** Two ends that exclude each other, or an end that nobody asked for. */
  | 'contradiction'
  /** Taken, and never brought to an end that its member could see. */
  | 'lost'
  /** Failed for no reason that was injected. */
  | 'unexplained'
  /** The cover is there, and the private message never said so although it could have. */
  | 'left behind'
  /** The bot said no, or that something is wrong on its side, for no reason that was injected. */
  | 'refused wrongly'
  | 'quota'
  /** More under way at once than may be. */
  | 'over a limit'
  | 'bot ended by itself';

export interface Difference {
  kind: DifferenceKind;
  /** Of one cover, or of a server. */
  subject: string;
  what: string;
  /** Covers whose stories tell how it came, where the subject is none. */
  markers?: string[];
}

export interface JobEnd {
  marker: string;
  shown: Sighting['shown'];
  text: string;
  /** Of a failure. */
  reason: string | undefined;
}

export interface Judgement {
  /** Jobs that the bot took, with how they ended. */
  ends: JobEnd[];
  differences: Difference[];
  stories: Story[];
}

/** The life of a private message's token is 15 minutes; the bot leaves itself the last one. */
const TOKEN_MS = 14 * 60_000;
/** How long the bot must have been at work, with the token alive, for a message not to be excused. */
const TIME_TO_TELL_MS = 90_000;

/** Compares what was seen with what was promised. Looks at nothing but the record. */
export function judge(record: RunRecord): Judgement {
  const stories = storiesOf(record);
  const ends: JobEnd[] = [];
  const differences: Difference[] = [];
  for (const story of stories) {
    for (const round of story.rounds) {
      differences.push(...judgeRound(record, story, round).map((it) => ({ ...it, subject: story.marker })));
      const end = endOf(round);
      if (!wasTaken(round)) continue;
      const { shown, text } = end ?? { shown: 'other', text: '' };
      const reason = shown === 'failed' ? explain(text, circumstancesOf(record, story, round)) : undefined;
      ends.push({ marker: story.marker, shown, text, reason });
    }
  }
  return { ends, differences: [...differences, ...judgeRefusals(record), ...judgeProcess(record)], stories };
}

function judgeRound(record: RunRecord, story: Story, round: Round): Omit<Difference, 'subject'>[] {
  const found: Omit<Difference, 'subject'>[] = [];
  const covers = round.sightings.filter(({ shown }) => shown === 'cover');
  const end = endOf(round);
  if (round.payments.length > 1) {
    const where = round.payments.map(({ provider }) => provider).join(' and ');
    found.push({ kind: 'paid twice', what: `${round.payments.length} paid requests, at ${where}` });
  }
  if (covers.length > 1) found.push({ kind: 'posted twice', what: `${covers.length} posts` });
  const told = round.sightings.filter(({ place, shown }) => place !== 'private' && shown !== 'cover');
  if (new Set(told.map(({ messageId }) => messageId)).size > 1) {
    found.push({ kind: 'told twice', what: `${told.length} lines: ${oneLine(told[0]?.text ?? '')}` });
  }
  if (!end && wasTaken(round)) found.push({ kind: 'lost', what: lastWords(round) });
  const others = new Set(round.sightings.filter(({ shown }) => isEnd(shown)).map(({ shown }) => shown));
  others.delete('cover');
  others.delete('delivered');
  if (covers.length > 0 && others.size > 0) {
    found.push({ kind: 'contradiction', what: `a cover, and also ${[...others].join()}` });
  }
  if (covers.length > 0 && round.payments.length === 0) {
    found.push({ kind: 'contradiction', what: 'a cover that nobody was paid for' });
  }
  if ((others.has('cancelled') || others.has('kept')) && round.cancels.length === 0) {
    found.push({ kind: 'contradiction', what: `${[...others].join()} without a wish` });
  }
  if (end?.shown === 'failed' && explain(end.text, circumstancesOf(record, story, round)) === undefined) {
    found.push({ kind: 'unexplained', what: oneLine(end.text) });
  }
  const [cover] = covers;
  if (cover && wasLeftBehind(record, round, cover)) found.push({ kind: 'left behind', what: lastWords(round) });
  return found;
}

function lastWords({ sightings }: Round): string {
  const last = sightings.findLast(({ place }) => place === 'private') ?? sightings.at(-1);
  return last ? `it still says: ${oneLine(last.text)}` : 'no message said a word';
}

/** No private message says where the cover is, although there was time to say it while a token lived. */
function wasLeftBehind({ absences }: RunRecord, { sightings }: Round, cover: Sighting): boolean {
  const privates = sightings.filter(({ place }) => place === 'private');
  if (privates.length === 0 || privates.some(({ shown }) => isEnd(shown))) return false;
  const deadline = Math.max(...privates.map(({ bornAt }) => bornAt)) + TOKEN_MS;
  const awayMs = absences
    .map(({ from, until = from }) => Math.min(until, deadline) - Math.max(from, cover.at))
    .filter((ms) => ms > 0)
    .reduce((sum, ms) => sum + ms, 0);
  return deadline - cover.at - awayMs > TIME_TO_TELL_MS;
}

function circumstancesOf(record: RunRecord, story: Story, round: Round): Circumstances {
  const end = endOf(round)?.at ?? Number.POSITIVE_INFINITY;
  const overlaps = (from: number, until: number) => from <= end && until >= round.from;
  const absences = record.absences.filter(({ from, until = end }) => overlaps(from, until));
  return {
    strikes: story.strikes.filter(({ at }) => overlaps(at, at)),
    absences,
    aimed: absences.filter(({ markers }) => markers.includes(story.marker)),
    downloads: record.strikes.filter(({ at, point }) => point.endsWith('.result') && overlaps(at, at)),
    outages: record.outages.filter(({ from, until }) => overlaps(from, until)),
    failedByPlan: story.failedByPlan,
  };
}

/** From a refused connection to the end of a process that was just starting. */
const SOON_MS = 60_000;

/** Every wish is one that the bot can grant, so a refusal is only right where something was in the way. */
function judgeRefusals(record: RunRecord): Difference[] {
  const { refusals, strikes, absences, outages } = record;
  return refusals.flatMap(({ marker, from, at, text }): Difference[] => {
    const overlaps = ({ from: begin, until = at }: { from: number; until: number | undefined }) =>
      begin <= at && until >= from;
    const excused = isExcused(text, {
      strikes: strikes.filter((strike) => strike.markers.includes(marker)),
      absences: absences.filter(overlaps),
      outages: outages.filter(overlaps),
    });
    return excused ? [] : [{ kind: 'refused wrongly', subject: marker, what: oneLine(text) }];
  });
}

/** A bot that cannot reach Discord, or its database server, when it starts ends, for whoever looks after it to start it again. */
function judgeProcess({ absences, outages }: RunRecord): Difference[] {
  const isExcused = (at: number) =>
    outages.some(
      ({ service, from, until }) =>
        (service === 'discord' || service === 'database') && from <= at && at <= until + SOON_MS,
    );
  return absences
    .filter(({ kind, from }) => kind === 'ownEnd' && !isExcused(from))
    .map(({ from }) => ({
      kind: 'bot ended by itself',
      subject: 'the bot',
      what: `at ${new Date(from).toISOString()}`,
    }));
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
