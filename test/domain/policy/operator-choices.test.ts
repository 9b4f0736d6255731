import { describe, expect, it } from 'vitest';
import { guildMonthOf, isGuildAllowed } from '../../../src/domain/money/charges.ts';
import {
  heldTurns,
  holdOf,
  holdOfCandidates,
  noChoices,
  type OperatorChoices,
  withGuildChoice,
  withProviderPaused,
} from '../../../src/domain/policy/operator-choices.ts';

const [HOME, OTHER] = ['100000000000000001', '100000000000000002'];
const candidates = [{ provider: 'runware' }, { provider: 'minimax' }];

/** What the environment says, and the operator's choices over it. */
const policy = (choices: OperatorChoices, allowed: { ids: readonly string[]; othersMayTry: boolean }) => ({
  allowedGuilds: allowed,
  guildMonth: { count: 100, micros: 15_000_000 },
  trialMonth: { count: 100, micros: 1_000_000 },
  choiceOf: (guildId: string) => choices.guilds[guildId],
});

describe('what the operator has chosen', () => {
  it('holds nothing at first', () => {
    expect(holdOf(noChoices, HOME, 'runware')).toBeUndefined();
    expect(heldTurns(noChoices)).toEqual({ all: false, guilds: new Set(), providers: new Set() });
  });

  it('holds a server or a provider alone, and everything while it is drained', () => {
    const guild = withGuildChoice(noChoices, HOME, { isPaused: true });
    expect(holdOf(guild, HOME)).toBe('guildPaused');
    expect(holdOf(guild, OTHER)).toBeUndefined();
    const provider = withProviderPaused(noChoices, 'runware', true);
    expect(holdOf(provider, HOME, 'runware')).toBe('providerPaused');
    expect(holdOf(provider, HOME, 'minimax')).toBeUndefined();
    expect(holdOf({ ...noChoices, isDrained: true }, OTHER)).toBe('drained');
  });

  it('holds a job only where it can go to no other provider', () => {
    const one = withProviderPaused(noChoices, 'runware', true);
    expect(holdOfCandidates(one, HOME, candidates)).toBeUndefined();
    expect(holdOfCandidates(withProviderPaused(one, 'minimax', true), HOME, candidates)).toBe('providerPaused');
  });

  it('is forgotten of a server once nothing is chosen for it, and pauses nobody twice', () => {
    const chosen = withGuildChoice(noChoices, HOME, { isAllowed: false, monthTakes: 3 });
    expect(withGuildChoice(chosen, HOME, { isAllowed: undefined, monthTakes: undefined })).toEqual(noChoices);
    const paused = withProviderPaused(withProviderPaused(noChoices, 'runware', true), 'runware', true);
    expect(paused.pausedProviders).toEqual(['runware']);
    expect(withProviderPaused(paused, 'runware', false)).toEqual(noChoices);
  });

  it('keeps what this release does not know of a server', () => {
    const newer: OperatorChoices = { ...noChoices, guilds: { [HOME]: { colour: 'green' } } };
    expect(withGuildChoice(newer, HOME, { isPaused: true }).guilds[HOME]).toEqual({ colour: 'green', isPaused: true });
  });
});

describe('over the environment', () => {
  const named = { ids: [HOME], othersMayTry: false };

  it.each([
    { list: named, chosen: undefined, home: true, other: false },
    { list: named, chosen: true, home: true, other: true },
    { list: named, chosen: false, home: false, other: false },
    { list: { ids: [], othersMayTry: true }, chosen: false, home: false, other: false },
    { list: { ids: [], othersMayTry: true }, chosen: undefined, home: true, other: true },
  ])('a server is let in and shut out as was chosen: $list, $chosen', ({ list, chosen, home, other }) => {
    const choices = [HOME, OTHER].reduce((now, id) => withGuildChoice(now, id, { isAllowed: chosen }), noChoices);
    expect(isGuildAllowed(policy(choices, list), HOME)).toBe(home);
    expect(isGuildAllowed(policy(choices, list), OTHER)).toBe(other);
  });

  it('a server that was let in has the month of those that are named, unless it was given another', () => {
    const trying = policy(noChoices, { ids: [], othersMayTry: true });
    expect(guildMonthOf(trying, HOME)).toEqual({ count: 100, micros: 1_000_000 });
    const allowed = withGuildChoice(noChoices, HOME, { isAllowed: true });
    expect(guildMonthOf(policy(allowed, named), HOME)).toEqual({ count: 100, micros: 15_000_000 });
    const limited = withGuildChoice(allowed, HOME, { monthMicros: 40_000_000, monthTakes: 5 });
    expect(guildMonthOf(policy(limited, named), HOME)).toEqual({ count: 5, micros: 40_000_000 });
  });
});
