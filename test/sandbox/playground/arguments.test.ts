import { describe, expect, it } from 'vitest';
import { providers } from '../../../src/providers/index.ts';
import { HELP, readArguments } from '../../../src/sandbox/playground/arguments.ts';
import { DEMO_LYRICS } from '../../../src/sandbox/playground/demo-lyrics.ts';
import { modelsByProvider } from '../../../src/sandbox/playground/models.ts';

describe('what the demo is asked for', () => {
  it('is a page on the usual port when nothing is said', () => {
    expect(readArguments([])).toMatchObject({ help: false, once: false, provider: 'runware', port: undefined });
  });

  it('is a model of whichever provider has it', () => {
    expect(readArguments(['--model', 'music-01'])).toMatchObject({ provider: 'aimlapi', model: 'music-01' });
    expect(readArguments(['--model', 'music-3.0'])).toMatchObject({ provider: 'minimax' });
  });

  it.each([
    [['--loud'], 'The demo knows no --loud.'],
    [['-x'], 'The demo knows no -x.'],
    [['--style'], '--style needs something after it.'],
    [['--style', '--once'], '--style needs something after it.'],
    [['--once=3'], '--once takes nothing after it.'],
    [['my', 'song.mp3'], 'The demo takes one song, and these are two: my and song.mp3.'],
    [['--port', '99999'], '99999 is not a port'],
    [['--provider', 'spotify'], 'There is no provider spotify.'],
    [['--model', 'music-9'], 'runware has no model music-9.'],
    [['--provider', 'runware', '--model', 'music-01'], 'aimlapi has.'],
  ])('is refused in words where it cannot be: %j', (given, words) => {
    expect(() => readArguments(given)).toThrow(words);
  });
});

describe('the help of the demo', () => {
  it('names everything that can be asked for, and every model', () => {
    const options = ['--once', '--style', '--lyrics', '--provider', '--model', '--port', '--write-lyrics', '--verbose'];
    for (const part of [...options, ...Object.values(modelsByProvider).flat()]) expect(HELP).toContain(part);
  });

  it('fits into a terminal', () => {
    for (const line of HELP.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});

it('the demo knows the models of the bot, all of them', () => {
  const known = providers.map(({ name, models }) => [name, models.map(({ id }) => id).sort()] as const);
  const offered = Object.entries(modelsByProvider).map(([name, models]) => [name, [...models].sort()]);
  expect(offered).toEqual(known);
});

it('the words of the demo are as long as the strictest model takes', () => {
  const rules = providers.flatMap(({ models }) => models.map(({ lyrics }) => lyrics));
  for (const { minimum, maximum } of rules.filter(({ need }) => need !== 'none')) {
    expect(DEMO_LYRICS.length).toBeGreaterThanOrEqual(minimum);
    expect(DEMO_LYRICS.length).toBeLessThanOrEqual(maximum);
  }
});
