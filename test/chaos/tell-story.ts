import type { RequestRecord } from '../../src/sandbox/providers/runware/request-log.ts';
import { oneLine } from './judge.ts';
import { markersIn } from './markers.ts';
import type { Owners } from './owners.ts';
import type { RunRecord } from './record.ts';
import type { Stage } from './world.ts';

interface Line {
  at: number;
  text: string;
}

export interface StoryOptions {
  stage: Stage;
  owners: Owners;
  record: RunRecord;
  botLog: readonly string[];
}

const LONGEST_LINE = 260;

/** All that is known of one cover, in order: what its member did and saw, requests, faults, payments, and the bot's own log. */
export function tellStory({ stage, owners, record, botLog }: StoryOptions, marker: string): string {
  const acts = record.acts.filter((act) => act.marker === marker);
  const ids = acts.flatMap(({ interactionIds }) => interactionIds);
  const lines: Line[] = [
    ...acts.map(({ at, what, wasSilent }) => ({ at, text: `member: ${what}${wasSilent ? ', not answered' : ''}` })),
    ...record.refusals.filter((it) => it.marker === marker).map(({ at, text }) => ({ at, text: `refused: ${text}` })),
    ...record.sightings
      .filter((it) => it.marker === marker)
      .map(({ at, place, shown, text }) => ({ at, text: `seen (${place}): ${shown}: ${text}` })),
    ...record.payments
      .filter((it) => it.marker === marker)
      .map(({ at, provider, micros }) => ({ at, text: `paid: ${provider}, $${micros / 1_000_000}` })),
    ...record.strikes
      .filter((it) => it.markers.includes(marker))
      .map(({ at, point, fault, when }) => ({ at, text: `fault: ${fault} ${when} ${point}` })),
    ...requestsOf(stage, owners, marker, ids),
  ];
  const [from, to] = [Math.min(...lines.map(({ at }) => at)), Math.max(...lines.map(({ at }) => at))];
  for (const { kind, from: begin, until, aim, awayMs } of record.absences) {
    if (begin > to || (until ?? begin) < from) continue;
    const where = aim ? ` at ${aim.point}, ${aim.moment}` : '';
    lines.push({ at: begin, text: `bot: ${kind}${where}, away for ${Math.round(awayMs / 1_000)} s more` });
    if (until !== undefined) lines.push({ at: until, text: 'bot: at work' });
  }
  const own = botLog.filter((line) => ids.some((id) => line.includes(id)));
  return [
    `The story of ${marker}:`,
    ...lines
      .sort((one, other) => one.at - other.at)
      .map(({ at, text }) => `  ${new Date(at).toISOString().slice(8, 23)} ${oneLine(text).slice(0, LONGEST_LINE)}`),
    '  The bot says:',
    ...own.map((line) => `    ${line.slice(0, 2 * LONGEST_LINE)}`),
  ].join('\n');
}

function requestsOf(
  { discord, runware, aimlapi, minimax }: Stage,
  owners: Owners,
  marker: string,
  ids: string[],
): Line[] {
  const isOwn = (words: string) => owners.of(words).includes(marker) || ids.some((id) => words.includes(id));
  const atDiscord = discord.log.entries
    .filter(({ path, body }) => isOwn(`${path} ${JSON.stringify(body)}`))
    .map(({ at, method, route, status, fault }) => ({
      at,
      text: `discord: ${method} ${route} → ${status || 'no answer'}${fault ? ` (${fault})` : ''}`,
    }));
  const at = (
    name: string,
    requests: readonly Pick<RequestRecord, 'at' | 'method' | 'path' | 'body' | 'status' | 'fault'>[],
  ) =>
    requests
      .filter(({ path, body }) => isOwn(`${path} ${JSON.stringify(body)}`))
      .map((request) => ({
        at: request.at,
        text: `${name}: ${request.method} ${request.path}${whatOf(request.body, marker)} → ${request.status ?? 'no answer'}${request.fault ? ` (${request.fault})` : ''}`,
      }));
  return [
    ...atDiscord,
    ...at('runware', runware.requests),
    ...at('aimlapi', aimlapi.requests),
    ...at('minimax', minimax.requests),
  ];
}

function whatOf(body: unknown, marker: string): string {
  const task = Array.isArray(body)
    ? (body.find((one) => markersIn(JSON.stringify(one)).includes(marker)) ?? body[0])
    : undefined;
  const type = task && typeof task === 'object' && 'taskType' in task ? ` ${task.taskType}` : '';
  return type;
}
