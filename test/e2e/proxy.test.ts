import { expect, it, onTestFinished } from 'vitest';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { createKillableBot } from '../support/killable-bot.ts';
import { songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';

it('behind a proxy everything goes through it: REST, gateway, files, the provider', async () => {
  const proxy = await startConnectProxy({ credentials: 'ada:secret' });
  const stage = await createKillableBot({}, { hostname: 'discord.test', speed: 1 });
  onTestFinished(stage.close);
  const runware = stage.runware.origin.replace('127.0.0.1', 'runware.test');
  await stage.startBot({
    HTTP_PROXY: proxy.url,
    RUNWARE_BASE_URL: stage.runware.baseUrl.replace(stage.runware.origin, runware),
  });
  const { channel, member } = stage;

  await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
  await stage.until(() => stage.runware.paidRequests() === 1);

  const hosts = new Set(proxy.tunnels.map((tunnel) => tunnel.split(':')[0]));
  expect([...hosts].toSorted()).toEqual(['discord.test', 'runware.test']);
  // REST, the gateway and downloads keep connections of their own.
  expect(proxy.tunnels.filter((tunnel) => tunnel.startsWith('discord.test')).length).toBeGreaterThanOrEqual(3);
  expect(proxy.plain).toBe(0);
  expect(stage.log.join()).not.toContain('ada:secret');
});
