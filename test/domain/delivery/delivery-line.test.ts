import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createDeliveryLine,
  type DeliveryLine,
  type LaneCaps,
  type WaitingDelivery,
} from '../../../src/domain/delivery/delivery-line.ts';

const CAPS: LaneCaps = { total: 4, perGuild: 2, perChannel: 1 };
const always = () => true;

function delivery(id: string, guildId: string, channelId = `${guildId}-${id}`, isPosting = false): WaitingDelivery {
  return { id, guildId, memberId: `${guildId}-member`, channelId, isPosting };
}

function deliveryOf(memberId: string, id: string, channelId = `a-${id}`): WaitingDelivery {
  return { ...delivery(id, 'a', channelId), memberId };
}

function lineOf(caps: Partial<LaneCaps>, ...waiting: WaitingDelivery[]) {
  const line = createDeliveryLine({ ...CAPS, ...caps });
  for (const one of waiting) line.wait(one);
  const takeAll = (isReady: (one: WaitingDelivery) => boolean = always) => {
    const taken: WaitingDelivery[] = [];
    for (let next = line.next(isReady); next; next = line.next(isReady)) taken.push(next);
    return taken;
  };
  return { line, takeAll, ids: () => takeAll().map(({ id }) => id) };
}

describe('the line of deliveries', () => {
  it('goes round over the guilds', () => {
    const { ids } = lineOf(
      { total: 5, perGuild: 5 },
      delivery('a1', 'a'),
      delivery('a2', 'a'),
      delivery('a3', 'a'),
      delivery('b1', 'b'),
      delivery('c1', 'c'),
    );
    expect(ids()).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('goes round over the members of a guild, whatever channels their covers go to', () => {
    const { takeAll, line } = lineOf(
      { total: 1, perGuild: 1 },
      deliveryOf('ada', 'a1', 'one'),
      deliveryOf('ada', 'a2', 'two'),
      deliveryOf('ada', 'a3', 'one'),
      deliveryOf('ada', 'a4', 'one'),
      deliveryOf('bob', 'b1', 'one'),
      deliveryOf('bob', 'b2', 'two'),
      deliveryOf('eve', 'e1', 'one'),
    );
    const given: string[] = [];
    for (let [next] = takeAll(); next; [next] = takeAll()) {
      given.push(next.id);
      line.release(next);
    }
    expect(given).toEqual(['a1', 'b1', 'e1', 'a3', 'b2', 'a4', 'a2']);
  });

  it('knows a cover that goes on under another member’s name', () => {
    const { line, ids } = lineOf({}, deliveryOf('ada', 'a1'));
    line.wait(deliveryOf('nobody', 'a1'));
    line.leave('a1');
    expect(ids()).toEqual([]);
  });

  it('gives one for each channel, and no more for a guild and in all than it may', () => {
    const { ids } = lineOf(
      { total: 3 },
      delivery('a1', 'a', 'same'),
      delivery('a2', 'a', 'same'),
      delivery('a3', 'a'),
      delivery('a4', 'a'),
      delivery('b1', 'b'),
      delivery('c1', 'c'),
    );
    expect(ids()).toEqual(['a1', 'b1', 'c1']);
  });

  it('begins with posts that have begun', () => {
    const { ids } = lineOf({}, delivery('a1', 'a'), delivery('b1', 'b', 'there', true));
    expect(ids()).toEqual(['b1', 'a1']);
  });

  it('passes over what is not ready, within a channel too', () => {
    const { takeAll } = lineOf({}, delivery('a1', 'a', 'same'), delivery('a2', 'a', 'same'));
    expect(takeAll(({ id }) => id !== 'a1').map(({ id }) => id)).toEqual(['a2']);
  });

  it('gives a place back with its release, and nothing that has left', () => {
    const { line, ids } = lineOf({ total: 1 }, delivery('a1', 'a'), delivery('a2', 'a'));
    const first = line.next(always);
    expect(ids()).toEqual([]);
    if (first) line.release(first);
    line.leave('a2');
    line.leave('never there');
    expect(ids()).toEqual([]);
  });

  it('never gives the same twice nor goes beyond a cap, whatever comes and goes', () => {
    const step = fc.record({
      action: fc.constantFrom('wait', 'next', 'release', 'leave'),
      id: fc.nat(20),
      guild: fc.constantFrom('a', 'b', 'c'),
      member: fc.constantFrom('ada', 'bob'),
      channel: fc.nat(2),
      isPosting: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const line = createDeliveryLine(CAPS);
        const held = new Map<string, WaitingDelivery>();
        for (const { action, id, guild, member, channel, isPosting } of steps) {
          const name = String(id);
          const memberId = `${guild}-${member}`;
          if (action === 'wait' && !held.has(name))
            line.wait({ ...delivery(name, guild, `${guild}${channel}`, isPosting), memberId });
          if (action === 'leave') line.leave(name);
          if (action === 'release') releaseFirst(line, held);
          if (action === 'next') takeNext(line, held);
        }
      }),
    );
  });
});

function releaseFirst(line: DeliveryLine, held: Map<string, WaitingDelivery>): void {
  const [one] = held.values();
  if (!one) return;
  line.release(one);
  held.delete(one.id);
}

function takeNext(line: DeliveryLine, held: Map<string, WaitingDelivery>): void {
  const next = line.next(always);
  if (!next) return;
  expect(held.has(next.id)).toBe(false);
  held.set(next.id, next);
  const count = (has: (one: WaitingDelivery) => boolean) => [...held.values()].filter(has).length;
  expect(held.size).toBeLessThanOrEqual(CAPS.total);
  expect(count(({ guildId }) => guildId === next.guildId)).toBeLessThanOrEqual(CAPS.perGuild);
  expect(count(({ channelId }) => channelId === next.channelId)).toBe(1);
}
