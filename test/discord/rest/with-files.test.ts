import { describe, expect, it } from 'vitest';
import { withFiles } from '../../../src/discord/rest/with-files.ts';
import type { Semaphore } from '../../../src/lib/semaphore.ts';
import { filesOf } from '../bot-at-discord.ts';

const never = new AbortController().signal;

/** A budget with room for everything, that notes what is held. */
function openBudget() {
  const budget: Semaphore & { held: number } = {
    held: 0,
    async acquire(_signal, share = 1) {
      budget.held += share;
      return () => {
        budget.held -= share;
      };
    },
  };
  return budget;
}

const views = (...sizes: number[]) => filesOf(...sizes).map((file) => ({ ...file, contentType: 'audio/mpeg' }));

describe('files that are sent', () => {
  it('take as much of the budget as they have bytes until they are sent', async () => {
    const budget = openBudget();
    const held = await withFiles(budget, views(1_000, 500), never, async () => budget.held);
    expect(held).toBe(1_500);
    expect(budget.held).toBe(0);
  });

  it('give it back when they could not be sent', async () => {
    const budget = openBudget();
    const sending = withFiles(budget, views(1_000), never, () => Promise.reject(new Error('Discord is away')));
    await expect(sending).rejects.toThrow('Discord is away');
    expect(budget.held).toBe(0);
  });
});
