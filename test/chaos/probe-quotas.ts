import type { Keeper } from './keeper.ts';
import type { Server, Stage } from './world.ts';

/** What the bot says that a server has used; undefined where it did not say. */
export interface QuotaSaid {
  count: number | undefined;
  micros: number | undefined;
  /** Its words. */
  texts: string[];
}

export interface ProbeDeps {
  stage: Stage;
  keeper: Keeper;
}

const PATIENCE_MS = 15_000;

/** Asks the bot with `/quota` what each server has used this month. */
export async function probeQuotas({ stage, keeper }: ProbeDeps): Promise<QuotaSaid[]> {
  await keeper.untilUp();
  return Promise.all(stage.servers.map((server) => askQuota(server)));
}

async function askQuota({ channel, members: [member] }: Server): Promise<QuotaSaid> {
  if (!member) throw new Error('a server has members');
  const answer = await member.slash(channel, 'quota');
  const message = await answer.settled(undefined, { timeoutMs: PATIENCE_MS });
  return readQuota(message.text());
}

/** The server's part follows the member's; each says what is left of how much. */
export function readQuota(text: string): QuotaSaid {
  const [, server = ''] = text.split(/^\*\*This server.*$/m);
  const count = /([\d,]+) of ([\d,]+) takes? left/.exec(server);
  const money = /\$([\d.,]+) of \$([\d.,]+) left/.exec(server);
  return {
    count: count ? numberOf(count[2]) - numberOf(count[1]) : undefined,
    micros: money ? microsOf(money[2]) - microsOf(money[1]) : undefined,
    texts: [text],
  };
}

function microsOf(dollars: string | undefined): number {
  return Math.round(numberOf(dollars) * 1_000_000);
}

/** `1,234.5`. */
function numberOf(written = ''): number {
  return Number(written.replaceAll(',', ''));
}
