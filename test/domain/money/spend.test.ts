import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastMicros, type Spend, spendBy, spendCsv } from '../../../src/domain/money/spend.ts';

const at = (text: string) => Date.parse(text);

const row: Spend = {
  month: '2026-11',
  guildId: '100000000000000001',
  provider: 'runware',
  takes: 2,
  micros: 300_000,
  presumedMicros: 0,
};

describe('the forecast of a month', () => {
  it('is not made before the third day', () => {
    expect(forecastMicros(1_000_000, at('2026-11-01T00:00:00Z'))).toBeUndefined();
    expect(forecastMicros(1_000_000, at('2026-11-02T23:59:59Z'))).toBeUndefined();
    expect(forecastMicros(1_000_000, at('2026-11-03T00:00:00Z'))).toBe(15_000_000);
  });

  it('is the month so far by the days gone, for all its days', () => {
    expect(forecastMicros(10_000_000, at('2026-11-11T00:00:00Z'))).toBe(30_000_000);
    expect(forecastMicros(14_000_000, at('2027-02-15T00:00:00Z'))).toBe(28_000_000);
    expect(forecastMicros(15_500_000, at('2026-12-16T12:00:00Z'))).toBe(31_000_000);
    expect(forecastMicros(0, at('2026-11-20T00:00:00Z'))).toBe(0);
  });

  it('is no more exact than a cent', () => {
    expect(forecastMicros(150_000, at('2026-11-29T01:00:00Z'))).toBe(160_000);
  });
});

describe('spend as CSV', () => {
  it('has a heading and a line for each, the newest month first', () => {
    const rows = [{ ...row, month: '2026-10', provider: null }, row];

    expect(spendCsv(rows, () => 'Band, "room"')).toBe(
      'month,server,server_id,provider,takes,usd,usd_presumed\r\n' +
        '2026-11,"Band, ""room""",100000000000000001,runware,2,0.300000,0.000000\r\n' +
        '2026-10,"Band, ""room""",100000000000000001,,2,0.300000,0.000000\r\n',
    );
  });

  it('has no cell that a spreadsheet would run, whatever a server is called', () => {
    const signs = ['=', '+', '-', '@', '|', '%', '\t', '\r', ' =', '＝', '＋', '－', '＠'];
    fc.assert(
      fc.property(fc.constantFrom(...signs), fc.string(), (sign, rest) => {
        const [, ...lines] = spendCsv([row], () => `${sign}${rest}`).split('2026-11,');
        expect(lines.join('')).toMatch(/^"'/);
      }),
    );
  });
});

it('spend is summed by what its rows share, the most money first', () => {
  const rows = [row, { ...row, provider: 'minimax', micros: 500_000 }, { ...row, micros: 250_000 }];

  expect(spendBy(rows, ({ provider }) => provider ?? '')).toEqual([
    { key: 'runware', micros: 550_000 },
    { key: 'minimax', micros: 500_000 },
  ]);
});
