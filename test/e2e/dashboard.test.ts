import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { readQuery, readSamples, type Sample, select } from '../support/promql.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const SECRET = 'a secret of the test';
const INSTANCE = '127.0.0.1:8765';

interface Panel {
  type: string;
  title: string;
  description?: string;
  targets?: { expr: string; legendFormat: string }[];
}

const dashboard: { panels: Panel[]; templating: { list: { query: unknown }[] } } = JSON.parse(
  await readFile('docs/grafana-dashboard.json', 'utf8'),
);
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Each with what its rule is called. The file is written in one way, so that it takes no parser of YAML to read it. */
const alerts = [
  ...(await readFile('docs/alerts.yaml', 'utf8')).matchAll(
    /- alert: (\w+)\n(?: {8}#.*\n)? {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)/g,
  ),
].map(([, name = '', folded, line = '']) => ({ name, expr: folded ?? line }));

/** The metrics of a bot that has made a cover, has failed at others and has some on their way. */
async function metricsOfWork(): Promise<Sample[]> {
  let port = 0;
  const { channel, member, other, discord, runware, cover, until, clock } = await createTestBot({
    environment: { OPERATOR_PORT: '0', OPERATOR_SECRET: SECRET, RUNNING_PER_GUILD: '1' },
    onLogLine(line) {
      port ||= Number(/"operatorPort":(\d+)/.exec(line)?.[1] ?? 0);
    },
  });
  const ask = async (style: string) => member.slash(channel, 'cover', { song: await songOf(7), style });
  // A busy provider, one that did not take what it is sent once more, and a Discord that wants the bot to wait.
  runware.faults.add({ taskType: 'audioInference', kind: '429', when: 'before', times: 1 });
  discord.faults.add({
    method: 'POST',
    route: '/channels/:id/messages',
    kind: '429',
    times: 1,
    retryAfterSeconds: 0.05,
  });
  await ask(STYLE);
  await cover();
  runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
  await ask('fast punk');
  await cover();
  runware.failNext({ code: 'inferenceError', form: 'item' });
  const failed = await ask('a slow waltz');
  await until(() => /take/.test(failed.message?.text() ?? '') && failed.message?.buttons().length);
  await ask('a full orchestra');
  const song = await songOf(8);
  await other.slash(channel, 'cover', { song, style: STYLE });
  const askedAt = clock.now();
  await until(() => runware.paidRequests() >= 4 && clock.now() > askedAt + 5_000);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${SECRET}` } });
  return readSamples(await answer.text(), { instance: INSTANCE, job: 'coverband' });
}

/** Prometheus says of each target whether it answered, by itself. */
const UP: Sample = { name: 'up', labels: { instance: INSTANCE, job: 'coverband' } };

/** What a process shows beside all that, where it is one of several. */
async function metricsOfFleet(): Promise<Sample[]> {
  const metrics = createMetrics({
    clock: createManualClock(),
    providers: [],
    health: () => ({ gateway: 'ok', store: 'ok', providers: {} }),
    version: '',
    connections: () => ({ servers: 1, sessions: { started: 1, startsLeft: 1 } }),
    budget: async () => ({ usedMicros: 0, limitMicros: 1, share: 0 }),
    fleet: {
      isSpeaker: async () => true,
      queueCounts: async () => [],
      living: () => 1,
      duties: () => ['metrics'],
      connections: () => ({ inUse: 1, waiting: 1 }),
      clockOffsetMs: () => 1,
      signOfLifeAgeMs: () => 1,
      differing: () => 0,
    },
  });
  const isOfFleet = /^coverband_(processes|duty|database|clock|sign|settings)_/;
  const all = readSamples(await metrics.text(), { instance: INSTANCE, job: 'coverband' });
  return all.filter(({ name }) => isOfFleet.test(name));
}

describe('on the metrics of a bot that has worked', () => {
  // The bot is that of the first test, and is stopped with it.
  let found: Promise<Sample[]> | undefined;
  const samplesOnce = async () => {
    found ??= metricsOfWork();
    return [UP, ...(await found), ...(await metricsOfFleet())];
  };

  /** What of a query finds nothing: a name or a label that is not measured. */
  const lost = async (query: string): Promise<string[]> => {
    const samples = await samplesOnce();
    const { selectors, groupedBy } = readQuery(query.replaceAll('$instance', '.*'));
    const chosen = selectors.map((selector) => select(samples, selector));
    const labels = new Set(chosen.flat().flatMap((sample) => Object.keys(sample.labels)));
    return [
      ...selectors.filter((_, index) => chosen[index]?.length === 0).map(({ name }) => name),
      ...groupedBy.filter((label) => !labels.has(label)),
    ];
  };

  it.each(
    panels.map(({ title, targets = [] }) => [title, targets] as const),
  )('the panel “%s” shows something', async (_title, targets) => {
    expect(targets.length).toBeGreaterThan(0);
    for (const { expr, legendFormat } of targets) {
      expect(await lost(expr), expr).toEqual([]);
      const { groupedBy } = readQuery(expr.replaceAll('$instance', '.*'));
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      if (expr.includes(' by (')) expect(named.filter((label) => !groupedBy.includes(label ?? ''))).toEqual([]);
    }
  });

  it.each(
    alerts.map(({ name, expr }) => [name, expr] as const),
  )('the alert %s looks at something', async (name, expr) => {
    expect(await lost(expr), name).toEqual([]);
  });

  it('a query with a renamed metric or label would find nothing', async () => {
    expect(await lost('sum(coverband_no_such_thing{instance=~"$instance"})')).toEqual(['coverband_no_such_thing']);
    expect(await lost('sum by (colour) (coverband_jobs)')).toEqual(['colour']);
    expect(await lost('coverband_jobs{state="asleep"}')).toEqual(['coverband_jobs']);
  });

  it('the choice of a bot finds one', async () => {
    const [query = ''] = JSON.stringify(dashboard.templating.list).match(/label_values\(\w+, instance\)/) ?? [];
    expect(await lost(/\((\w+),/.exec(query)?.[1] ?? '')).toEqual([]);
  });
});

describe('docs/grafana-dashboard.json', () => {
  it('says of each panel what it shows', () => {
    expect(panels.length).toBeGreaterThan(30);
    const unsaid = panels.filter(({ description = '' }) => !/^\S.{20,}[.]$/s.test(description));
    expect(unsaid.map(({ title }) => title)).toEqual([]);
  });

  it('has no two panels with one id, or in one place', () => {
    const places = dashboard.panels.map((panel) => JSON.stringify(Reflect.get(panel, 'gridPos')));
    const ids = dashboard.panels.map((panel) => Reflect.get(panel, 'id'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(places).size).toBe(places.length);
  });
});

it('docs/operations.md says what to do about every alert', async () => {
  const operations = await readFile('docs/operations.md', 'utf8');
  expect(alerts.length).toBeGreaterThan(12);
  expect((await readFile('docs/alerts.yaml', 'utf8')).match(/- alert:/g)).toHaveLength(alerts.length);
  expect(alerts.map(({ name }) => name).filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
});
