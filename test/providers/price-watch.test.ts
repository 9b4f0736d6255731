import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../src/logger.ts';
import { createPriceWatch } from '../../src/providers/price-watch.ts';
import { createManualClock } from '../support/manual-clock.ts';

const DAY_MS = 86_400_000;

function setUp() {
  const clock = createManualClock();
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const told: [provider: string, prices: [string, number][]][] = [];
  const state = { micros: 150_000, isAway: false };
  const watch = createPriceWatch({
    providers: [
      {
        name: 'aimlapi',
        async publishedPrices() {
          if (state.isAway) throw new Error('no list');
          return new Map([['cover', state.micros]]);
        },
      },
      { name: 'runware' },
    ],
    clock,
    log,
    onPrices: (provider, prices) => void told.push([provider, [...prices]]),
  });
  onTestFinished(() => watch.stop());
  return { clock, watch, told, lines, state };
}

it('price lists are read at the start and once a day', async () => {
  const { clock, watch, told, state } = setUp();
  watch.start();
  await clock.advance(0);
  expect(told).toEqual(
    expect.arrayContaining([
      ['runware', []],
      ['aimlapi', [['cover', 150_000]]],
    ]),
  );
  state.micros = 200_000;
  await clock.advance(DAY_MS - 1);
  expect(told).toHaveLength(2);
  await clock.advance(1);
  expect(told.at(-1)).toEqual(['aimlapi', [['cover', 200_000]]]);
  watch.stop();
  await clock.advance(2 * DAY_MS);
  expect(told).toHaveLength(3);
});

it('a price list that cannot be read is asked for again in five minutes, and complained of once', async () => {
  const { clock, watch, told, lines, state } = setUp();
  state.isAway = true;
  watch.start();
  await clock.advance(0);
  await clock.advance(300_000);
  expect(told.filter(([provider]) => provider === 'aimlapi')).toEqual([
    ['aimlapi', []],
    ['aimlapi', []],
  ]);
  expect(lines.map(({ msg }) => msg)).toEqual(['the price list could not be read; trying again']);
  state.isAway = false;
  await clock.advance(300_000);
  expect(told.at(-1)).toEqual(['aimlapi', [['cover', 150_000]]]);
});
