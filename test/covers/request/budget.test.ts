import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src/covers/request/budget.ts';
import { SOME_TIME } from '../../support/build-job.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { modelOf } from '../../support/model-of.ts';

function open() {
  const clock = createManualClock(SOME_TIME);
  const said: string[] = [];
  const stream = new Writable({
    write(line, _encoding, done) {
      said.push(JSON.parse(String(line)).msg);
      done();
    },
  });
  const used = { micros: 0 };
  const model = modelOf({ provider: 'runware', model: 'minimax:music@cover' });
  const budget = createBudget({
    jobs: { usage: async () => ({ count: 0, ...used }) },
    quota: { operatorMonth: { micros: 1_000_000 } },
    models: [model],
    clock,
    log: pino(stream),
  });
  return { budget, clock, said, used };
}

describe("the operator's budget", () => {
  it('is used up when the cheapest take does not fit any more', async () => {
    const { budget, used } = open();
    used.micros = 850_000;
    expect(await budget.state()).toEqual({ usedMicros: 850_000, limitMicros: 1_000_000, share: 0.85 });
    used.micros = 850_001;
    expect((await budget.state()).share).toBe(1);
  });

  it('is told of once at 80 %, once at its end, and anew in the next month', async () => {
    const { budget, clock, said, used } = open();
    for (const micros of [700_000, 800_000, 810_000, 900_000, 900_000]) {
      used.micros = micros;
      await budget.look();
    }
    expect(said).toEqual(['80 % of BUDGET_USD_PER_MONTH are used', expect.stringContaining('is used up')]);
    await clock.advance(31 * 86_400_000);
    used.micros = 800_000;
    await budget.look();
    expect(said).toHaveLength(3);
  });
});
