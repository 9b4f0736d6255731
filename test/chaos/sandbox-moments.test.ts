import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { measureSong, renderQuickly } from '../support/sounds.ts';

describe('a fault that breaks nothing', () => {
  it('tells of its moment: before a post takes effect, after it, and when the answer has left', async ({
    onTestFinished,
  }) => {
    const discord = await startDiscordSandbox({ clock: createManualClock() });
    onTestFinished(() => discord.close());
    const channel = discord.addGuild().addChannel({ name: 'covers' });
    const seen: [string, number][] = [];
    for (const when of ['before', 'after', 'answered'] as const) {
      const onHit = () => void seen.push([when, channel.messages.length]);
      discord.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: 'none', when, times: 1, onHit });
      const answer = await fetch(`${discord.apiUrl}/v10/channels/${channel.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: when }),
      });
      expect(answer.status).toBe(200);
      await turn();
    }
    expect(seen).toEqual([
      ['before', 0],
      ['after', 2],
      ['answered', 3],
    ]);
  });

  it('leaves the answer of a provider as it is', async ({ onTestFinished }) => {
    const runware = await startRunwareSandbox({
      clock: createManualClock(),
      render: renderQuickly,
      measure: measureSong,
    });
    onTestFinished(() => runware.close());
    const struck: unknown[] = [];
    runware.faults.add({
      taskType: 'ping',
      kind: 'none',
      when: 'after',
      times: 1,
      onHit: ({ body }) => void struck.push(body),
    });
    const answer = await fetch(runware.baseUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${runware.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ taskType: 'ping', ping: true }]),
    });
    expect(await answer.json()).toEqual({ data: [{ taskType: 'ping', pong: true }] });
    expect(struck).toHaveLength(1);
  });
});

describe('a service that is down', () => {
  it('refuses connections, and is back on the same port', async ({ onTestFinished }) => {
    const discord = await startDiscordSandbox({ clock: createManualClock() });
    onTestFinished(() => discord.close());
    const ask = () => fetch(`${discord.apiUrl}/v10/gateway`, { headers: { connection: 'close' } });
    const comeBack = discord.refuseConnections();
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await comeBack();
    expect((await ask()).status).toBe(200);
  });
});
