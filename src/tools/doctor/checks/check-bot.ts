import { z } from 'zod';
import { operatorOrigin } from '../../operator-origin.ts';
import { type Finding, fail, ok, skipped, warn } from '../finding.ts';

const PATIENCE_MS = 5_000;

const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  gateway: z.string(),
  store: z.string(),
  providers: z.record(z.string(), z.string()),
  clock: z.string().optional(),
  differing: z.array(z.string()).default([]),
});

/** How a running bot is by its own word, on the port that needs no secret for that. */
export async function checkBot(
  isRunning: boolean,
  operator: { port: number; host: string | undefined } | undefined,
): Promise<Finding> {
  if (!isRunning) return skipped('bot', 'not running on this data folder');
  if (!operator) return ok('bot', 'running; it opens no endpoint that says more (OPERATOR_PORT)');
  const answer = await ask(`${operatorOrigin(operator.host, operator.port)}/healthz`);
  if (!answer) {
    return warn(
      'bot',
      'running, and does not answer where OPERATOR_PORT says',
      'wait until it has started, or start it again if the settings were changed since',
    );
  }
  const { status, gateway, store, providers, clock, differing } = answer;
  const words = [
    `Discord ${gateway}`,
    `database ${store}`,
    ...Object.entries(providers).map((pair) => pair.join(' ')),
    ...(clock === undefined || clock === 'ok' ? [] : [`clock ${clock}`]),
    ...(differing.length === 0 ? [] : [`other settings than most: ${differing.join(', ')}`]),
  ];
  const detail = `running: ${status} (${words.join(', ')})`;
  const look = 'see what its log says, and docs/operations.md under Health';
  if (status === 'down') return fail('bot', detail, look);
  return status === 'degraded' ? warn('bot', detail, look) : ok('bot', detail);
}

/** Whether one of several runs here, nothing on this machine tells but its own port. */
export async function checkFleetBot({
  operator,
}: {
  operator?: { port: number; host: string | undefined } | undefined;
}): Promise<Finding> {
  if (!operator) return skipped('bot', 'the process here opens no endpoint that says how it is (OPERATOR_PORT)');
  const isThere = await ask(`${operatorOrigin(operator.host, operator.port)}/healthz`);
  return isThere ? checkBot(true, operator) : skipped('bot', 'none answers here where OPERATOR_PORT says');
}

async function ask(url: string): Promise<z.output<typeof healthSchema> | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return healthSchema.safeParse(await answer.json()).data;
  } catch {
    return undefined;
  }
}
