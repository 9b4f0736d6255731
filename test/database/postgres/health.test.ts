import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServerHealth, type ServerHealth } from '../../../src/database/postgres/health.ts';
import { createLogger } from '../../../src/logger.ts';

const MINUTE_MS = 60_000;

let now: number;
let lines: string[];
let troubles: string[];
let health: ServerHealth;

beforeEach(() => {
  now = 0;
  lines = [];
  troubles = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)).msg);
      done();
    },
  });
  health = createServerHealth({
    log: createLogger({ level: 'info', destination }),
    onTrouble: (trouble) => troubles.push(trouble),
    monotonic: () => now,
  });
});

const failWith = (code: string) => health.failed(Object.assign(new Error('no'), { code }));
const FULL = '53100';
const AWAY = 'ECONNREFUSED';
const DAMAGED = 'XX001';

describe("a full disk of the database's server", () => {
  it('is told once, although reads and small changes go well in between', () => {
    for (let n = 0; n < 20; n += 1) {
      failWith(FULL);
      now += 3_000;
      health.answered(false);
      health.answered(true);
    }

    expect(health.current()).toBe('full');
    expect(troubles).toEqual(['full']);
    expect(lines).toHaveLength(1);
  });

  it('is over with a change that is kept, when nothing has failed for a minute', () => {
    failWith(FULL);
    now += MINUTE_MS;
    health.answered(false);
    expect(health.current()).toBe('full');

    health.answered(true);
    expect(health.current()).toBeUndefined();
    failWith(FULL);
    expect(troubles).toEqual(['full', 'full']);
    expect(lines).toHaveLength(3);
  });
});

it('a server that was away is back with its first answer, and no operator was called', () => {
  failWith(AWAY);
  failWith(AWAY);
  expect(health.current()).toBe('away');

  health.answered(false);
  expect(health.current()).toBeUndefined();
  expect(troubles).toEqual([]);
  expect(lines).toHaveLength(2);
});

it('damage stays, whatever goes well or wrong after it', () => {
  failWith(DAMAGED);
  failWith(FULL);
  now += MINUTE_MS;
  health.answered(true);

  expect(health.current()).toBe('damaged');
  expect(troubles).toEqual(['damaged']);
});

it('what is tried again, or is a bug, is no trouble', () => {
  failWith('40001');
  failWith('42601');

  expect(health.current()).toBeUndefined();
  expect(lines).toEqual([]);
});
