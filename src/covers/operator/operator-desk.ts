import type { Clock } from '../../clock.ts';
import type { Discord } from '../../discord/port.ts';
import {
  guildMonthOf,
  guildScope,
  isGuildAllowed,
  OPERATOR_SCOPE,
  type QuotaPolicy,
} from '../../domain/money/charges.ts';
import { monthOf } from '../../domain/money/quota.ts';
import type { Spend } from '../../domain/money/spend.ts';
import type { GuildChoice, OperatorChoices } from '../../domain/policy/operator-choices.ts';
import type { DeskGuild, DeskHealth, DeskSpend, ProviderState } from '../../domain/policy/operator-desk.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { Logger } from '../../logger.ts';
import type { OperatorChoicesStore } from '../../store/port.ts';
import type { Doubts } from './doubts.ts';

/** What whoever runs the bot sees and does from within Discord. */
export interface OperatorDesk {
  health(): Promise<DeskHealth>;
  spend(): Promise<DeskSpend>;
  /** Names by id; empty where Discord does not say. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** Those that the bot is in, and those that something was chosen for; who spent the most this month first. */
  guilds(): Promise<DeskGuild[]>;
  guild(id: string): Promise<DeskGuild>;
  /** What was chosen for a server, at once. */
  choiceOf(id: string): GuildChoice;
  /** Stores a choice, which holds from the next click on. */
  choose(by: { id: string }, what: string, decide: (now: OperatorChoices) => OperatorChoices): Promise<OperatorChoices>;
  /** Leaves a server. False where the bot was not in it. */
  leave(by: { id: string }, guildId: string): Promise<boolean>;
  doubts: Doubts;
}

export interface OperatorDeskDeps {
  jobs: Pick<JobStore, 'unfinished'> & Ledger;
  discord: Pick<Discord, 'guildNames' | 'leaveGuild'>;
  operatorChoices: OperatorChoicesStore;
  providerStates(): readonly ProviderState[];
  quota: QuotaPolicy;
  doubts: Doubts;
  clock: Clock;
  log: Logger;
}

const ASKING_MS = 10_000;
/** How far back spend is listed. */
const MONTHS = 13;

export function createOperatorDesk(deps: OperatorDeskDeps): OperatorDesk {
  const { jobs, discord, operatorChoices, providerStates, quota, doubts, clock, log } = deps;

  const names = () =>
    discord.guildNames(clock.deadline(ASKING_MS)).catch((error: unknown): ReadonlyMap<string, string> => {
      log.warn({ err: error }, 'the names of servers could not be had');
      return new Map();
    });

  const guild = async (id: string, known: ReadonlyMap<string, string>): Promise<DeskGuild> => ({
    id,
    name: known.get(id) ?? null,
    isThere: known.has(id),
    isAllowed: isGuildAllowed(quota, id),
    month: guildMonthOf(quota, id),
    used: await jobs.usage(guildScope(id), monthOf(clock.now()).key),
    choice: operatorChoices.now().guilds[id] ?? {},
  });

  return {
    doubts,
    names,
    guild: async (id) => guild(id, await names()),
    choiceOf: (id) => operatorChoices.now().guilds[id] ?? {},
    async health() {
      const unfinished = await jobs.unfinished();
      const count = (...states: readonly string[]) => unfinished.filter(({ state }) => states.includes(state)).length;
      const queued = unfinished.filter(({ state }) => state === 'queued');
      return {
        choices: operatorChoices.now(),
        providers: providerStates(),
        queue: {
          waiting: queued.length,
          running: count('submitting', 'generating'),
          delivering: count('delivering'),
          unknown: count('unknown'),
          oldestAt: queued.length === 0 ? undefined : Math.min(...queued.map(({ acceptedAt }) => acceptedAt)),
        },
      };
    },
    async spend() {
      const month = monthOf(clock.now()).key;
      const from = monthsBefore(clock.now(), MONTHS - 1);
      const rows: Spend[] = [];
      for (const guildId of await jobs.guildsWithSpend()) {
        rows.push(...(await jobs.spendOf(guildId, from)));
        // A bot in many servers has other work meanwhile.
        await clock.yield();
      }
      const used = await jobs.usage(OPERATOR_SCOPE, month);
      return { rows, month, used, limitMicros: quota.operatorMonth.micros };
    },
    async guilds() {
      const known = await names();
      const ids = new Set([...known.keys(), ...Object.keys(operatorChoices.now().guilds)]);
      const found: DeskGuild[] = [];
      for (const id of ids) found.push(await guild(id, known));
      return found.toSorted((one, other) => other.used.micros - one.used.micros || one.id.localeCompare(other.id));
    },
    async choose({ id: memberId }, what, decide) {
      const choices = await operatorChoices.change(decide);
      log.info({ memberId, what }, 'the operator has chosen something');
      return choices;
    },
    async leave({ id: memberId }, guildId) {
      const hasLeft = await discord.leaveGuild(guildId, clock.deadline(ASKING_MS));
      log.info({ memberId, guildId, hasLeft }, 'the operator had the bot leave a server');
      return hasLeft;
    },
  };
}

function monthsBefore(now: number, months: number): string {
  const date = new Date(now);
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1)).key;
}
