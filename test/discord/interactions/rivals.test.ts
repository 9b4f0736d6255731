import { describe, expect, it } from 'vitest';
import { createRivals } from '../../../src/discord/interactions/rivals.ts';
import { createLogger } from '../../../src/logger.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function watch() {
  const lines: string[] = [];
  const clock = createManualClock();
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  return { ...createRivals({ clock, log }), clock, lines };
}

describe('another bot on the same token', () => {
  it('is not what a single answer that was there already means', async () => {
    const { met, areThere, clock, lines } = watch();
    for (let n = 0; n < 5; n += 1) {
      met();
      await clock.advance(MINUTE);
    }
    expect(areThere()).toBe(false);
    expect(lines).toEqual([]);
  });

  it('is there when somebody else answered twice within a minute; the log says so once', async () => {
    const { met, areThere, refuseIfThere, clock, lines } = watch();
    met();
    await clock.advance(59 * SECOND);
    expect(refuseIfThere).not.toThrow();
    for (let n = 0; n < 3; n += 1) met();
    expect(areThere()).toBe(true);
    expect(refuseIfThere).toThrow('busy.twoBots');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('stop one of the two');
  });

  it('is taken to be gone ten minutes after it answered last', async () => {
    const { met, areThere, clock, lines } = watch();
    for (let n = 0; n < 2; n += 1) met();
    await clock.advance(9 * MINUTE);
    met();
    await clock.advance(9 * MINUTE);
    expect(areThere()).toBe(true);
    await clock.advance(MINUTE);
    expect(areThere()).toBe(false);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('new covers are taken again');
    met();
    expect(areThere()).toBe(false);
  });
});
