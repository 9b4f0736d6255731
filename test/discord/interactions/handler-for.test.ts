import { describe, expect, it } from 'vitest';
import { type Command, defineHandler, noInput } from '../../../src/discord/interactions/command.ts';
import { parseCustomId } from '../../../src/discord/interactions/custom-id.ts';
import { handlerFor } from '../../../src/discord/interactions/handler-for.ts';
import type { Incoming } from '../../../src/discord/interactions/read-interaction.ts';

const one = () => defineHandler({ input: noInput, respond: () => ({ kind: 'defer' }) });
const [slash, show, autocomplete, menu, press, pick, form] = [one(), one(), one(), one(), one(), one(), one()];

const plain: Command = { name: 'cover', data: [], slash, buttons: { press }, modals: { form }, selects: { pick } };
const nested: Command = {
  name: 'covers',
  data: [{ type: 3, name: 'Cover this' }],
  subcommands: { show },
  autocomplete,
  menu,
  buttons: {},
  modals: {},
  selects: {},
};

function found(kind: Incoming['kind'], name: string, subcommand: string | null = null) {
  const customId = parseCustomId(name);
  return handlerFor([plain, nested], { kind, name, customId, values: {}, call: { subcommand } as Incoming['call'] });
}

describe('entryFor', () => {
  it('goes by the command, its subcommand, or the action of a custom id', () => {
    expect(found('slash', 'cover')).toBe(slash);
    expect(found('slash', 'covers', 'show')).toBe(show);
    expect(found('autocomplete', 'covers', 'show')).toBe(autocomplete);
    expect(found('menu', 'Cover this')).toBe(menu);
    expect(found('button', 'cover:press:1')).toBe(press);
    expect(found('select', 'cover:pick:1')).toBe(pick);
    expect(found('modal', 'cover:form:1')).toBe(form);
  });

  it.each([
    ['slash', 'covers', null],
    ['slash', 'covers', 'constructor'],
    ['slash', 'covers', '__proto__'],
    ['slash', 'cover', 'show'],
    ['slash', 'constructor', null],
    ['menu', 'cover', null],
    ['button', 'cover:constructor:1', null],
    ['button', 'cover:toString:1', null],
    ['button', 'covers:press:1', null],
    ['select', 'cover:press:1', null],
    ['modal', 'cover:press:1', null],
    ['button', 'press', null],
  ] as const)('finds nothing for the %s %s %s', (kind, name, subcommand) => {
    expect(found(kind, name, subcommand)).toBeUndefined();
  });
});
