import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { measureSong, renderQuickly } from '../support/sounds.ts';
import { processAt, watchSenders } from './senders.ts';

const CLIENT = `
  const [, url, authorization, body] = process.argv;
  const headers = { authorization, 'content-type': 'application/json' };
  const post = () => fetch(url, { method: 'POST', headers, body }).then((answer) => answer.text());
  await post();
  process.send('warm');
  process.on('message', async () => { await post(); process.send('sent'); });
`;

describe.skipIf(!existsSync('/proc/net/tcp'))('the sender of a request', () => {
  it('is known at each moment at which a fault can strike, over connections that are used again', async ({
    onTestFinished,
  }) => {
    const senders = watchSenders();
    const discord = await startDiscordSandbox({ clock: createManualClock() });
    const runware = await startRunwareSandbox({
      clock: createManualClock(),
      render: renderQuickly,
      measure: measureSong,
    });
    const channel = discord.addGuild().addChannel({ name: 'covers' });
    const post = [
      `${discord.apiUrl}/v10/channels/${channel.id}/messages`,
      `Bot ${discord.token}`,
      '{"content":"hello"}',
    ];
    const ping = [runware.baseUrl, `Bearer ${runware.apiKey}`, '[{"taskType":"ping","ping":true}]'];
    const clients = [post, ping].map((args) => {
      const options = ['--input-type=module', '-e', CLIENT, ...args];
      return spawn(process.execPath, options, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    });
    onTestFinished(async () => {
      for (const client of clients) client.kill();
      senders.close();
      await Promise.all([discord.close(), runware.close()]);
    });
    await Promise.all(clients.map((client) => once(client, 'message')));
    const pids = clients.map(({ pid }) => pid ?? 0);

    const seen: (number | undefined)[] = [];
    const onHit = () => {
      const port = senders.port();
      seen.push(port && processAt(port, pids));
    };
    for (const when of ['before', 'after', 'answered'] as const) {
      discord.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: 'none', when, times: 1, onHit });
      runware.faults.add({ taskType: 'ping', kind: 'none', when, times: 1, onHit });
      for (const client of clients) {
        client.send('again');
        await once(client, 'message');
        await expect.poll(() => seen.length % 2).toBe(client === clients[0] ? 1 : 0);
      }
    }
    expect(seen).toEqual([...pids, ...pids, ...pids]);
  });
});
