import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FaultKind } from '../../../src/sandbox/discord/faults.ts';
import type { GatewayControl } from '../../../src/sandbox/discord/gateway.ts';
import { apiRoutes } from '../../../src/sandbox/discord/routes/api.ts';
import { fileRoutes } from '../../../src/sandbox/discord/routes/files.ts';
import type { DiscordSandboxOptions } from '../../../src/sandbox/discord/sandbox.ts';
import { createWorld } from '../../../src/sandbox/discord/world.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { openStage } from './support/sandbox-with-bot.ts';

const readme = readFileSync(new URL('../../../src/sandbox/discord/README.md', import.meta.url), 'utf8');

/** The rows of the table whose head begins like this; several tables where the heads are the same. */
function rowsBelow(head: string): string[][] {
  return readme.split(`\n| ${head} |`).slice(1).flatMap(rowsOf);
}

function rowsOf(text: string): string[][] {
  const rows = (text.split('\n\n')[0] ?? '').split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function quoted(cell = ''): string[] {
  return [...cell.matchAll(/`(\w+)(?:\([^`]*)?`/g)].map(([, name = '']) => name);
}

test('the README of the stand-in has the example that is run beside this test', () => {
  const example = readFileSync(new URL('./example.test.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('the README of the stand-in names exactly the routes that there are', async () => {
  const { discord } = await openStage();
  const { settings } = discord;
  const { signal } = new AbortController();
  const world = createWorld({ clock: createManualClock(), botName: 'Bot', settings, closed: signal });
  const routes = [...apiRoutes(world), ...fileRoutes(world)].map(({ method, path }) => `${method} ${path}`);
  const named = rowsBelow('path').flatMap(([path = '', methods = '']) =>
    methods.split(', ').map((method) => `${method} ${path.replaceAll('`', '')}`),
  );
  expect(named.sort()).toEqual(routes.sort());
});

test('the README of the stand-in names exactly the faults, switches and settings that there are', async () => {
  const faults: Record<FaultKind, true> = {
    '429': true,
    '500': true,
    '502html': true,
    hang: true,
    reset: true,
    slow: true,
    refusal: true,
    foreign: true,
    odd: true,
    none: true,
  };
  expect(rowsBelow('kind').flatMap(([kind]) => quoted(kind))).toEqual(Object.keys(faults));

  const switches: Record<keyof GatewayControl, true> = {
    drop: true,
    requestReconnect: true,
    invalidate: true,
    replay: true,
    sendText: true,
    distort: true,
    refuseAll: true,
    ignoreHeartbeats: true,
    identifies: true,
    resumes: true,
    connected: true,
    whenReady: true,
  };
  expect(rowsBelow('`discord.gateway`').flatMap(([name]) => quoted(name))).toEqual(Object.keys(switches));

  const options: Record<keyof DiscordSandboxOptions, true> = {
    clock: true,
    log: true,
    botName: true,
    port: true,
    hostname: true,
    answerDeadlineMs: true,
    nonceWindowMs: true,
    ephemeralFileMs: true,
    linkMs: true,
    uploadLimits: true,
    requestLimitBytes: true,
    oldEdits: true,
    rememberedRequests: true,
  };
  expect(rowsBelow('option').flatMap(([name]) => quoted(name))).toEqual(Object.keys(options));
  const changeable = rowsBelow('option').filter(([name = '']) => name.endsWith('↻'));
  const { discord } = await openStage();
  expect(changeable.flatMap(([name]) => quoted(name)).sort()).toEqual(Object.keys(discord.settings).sort());
});
