import { describe, expect, it } from 'vitest';
import {
  matchingEntries,
  messageCommands,
  problemOf,
  slashEntries,
  startCommand,
} from '../../../../src/sandbox/playground/page/client/commands.ts';
import type { WireChannel, WireGuild } from '../../../../src/sandbox/playground/page/wire.ts';

const paint = {
  id: '1',
  type: 1,
  name: 'paint',
  description: 'Paints',
  options: [
    { type: 3, name: 'colour', description: 'Which', required: true, max_length: 5 },
    { type: 4, name: 'coats', description: 'How many', min_value: 1, max_value: 3 },
    { type: 11, name: 'plan', description: 'A file', file_types: ['audio', '.pdf'] },
  ],
};
const tools = {
  id: '2',
  type: 1,
  name: 'tools',
  description: 'Tools',
  options: [
    { type: 1, name: 'list', description: 'Lists them' },
    { type: 2, name: 'box', description: '', options: [{ type: 1, name: 'open', description: 'Opens it' }] },
  ],
};
const frame = { id: '3', type: 3, name: 'Frame it' };
const channel: WireChannel = {
  id: 'c',
  name: 'walls',
  kind: 'text',
  parentId: null,
  topic: null,
  commandIds: ['1', '2', '3'],
};
const guild: WireGuild = {
  id: 'g',
  name: 'House',
  channels: [channel],
  roles: [],
  memberIds: [],
  commands: [paint, tools, frame],
};

describe('the commands of a channel', () => {
  const entries = slashEntries(guild, channel);

  it('are listed by subcommand, without those that may not be used there', () => {
    expect(entries.map(({ name }) => name)).toEqual(['paint', 'tools box open', 'tools list']);
    expect(slashEntries(guild, { ...channel, commandIds: ['2'] }).map(({ name }) => name)).toEqual([
      'tools box open',
      'tools list',
    ]);
    expect(messageCommands(guild, channel)).toEqual(['Frame it']);
  });

  it('are found by their beginning first, then by any part', () => {
    expect(matchingEntries(entries, '/to').map(({ name }) => name)).toEqual(['tools box open', 'tools list']);
    expect(matchingEntries(entries, '/st').map(({ name }) => name)).toEqual(['tools list']);
    expect(matchingEntries(entries, '/nothing')).toEqual([]);
  });

  it('begin with a field for what is required', () => {
    const [entry] = entries;
    if (!entry) throw new Error('no command');
    expect(startCommand(entry)).toMatchObject({ shown: ['colour'], focused: 'colour' });
  });
});

describe('a command that is sent', () => {
  const [entry] = slashEntries(guild, channel);
  if (!entry) throw new Error('no command');
  const draft = startCommand(entry);
  const file = (name: string) => ({ kind: 'sample', id: 's', name, size: undefined }) as const;

  it.each([
    [{}, 'colour'],
    [{ colour: 'purple' }, 'colour'],
    [{ colour: 'red', coats: 0 }, 'coats'],
    [{ colour: 'red', coats: 2.5 }, 'coats'],
    [{ colour: 'red', coats: Number.NaN }, 'coats'],
    [{ colour: 'red', plan: file('a.txt') }, 'plan'],
    [{ colour: 'red', coats: 3, plan: file('A.MP3') }, undefined],
    [{ colour: 'red', plan: file('house.pdf') }, undefined],
  ])('with %j is held up by %s', (values, option) => {
    expect(problemOf({ ...draft, values })?.option).toBe(option);
  });
});
