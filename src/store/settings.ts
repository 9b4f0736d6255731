import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import {
  type OperatorTerms,
  type OwnChoices,
  policyFor,
  type ResolvedPolicy,
  unreadableIn,
  withChanges,
} from '../domain/policy/guild-policy.ts';
import { createKept } from '../lib/kept.ts';
import type { Logger } from '../logger.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { SettingsStore } from './port.ts';

const ownSchema = z.record(z.string(), z.unknown());

export interface SettingsOptions {
  database: Database;
  /** The operator's; they hold for a server until it chooses for itself, and bound what it may choose. */
  terms(guildId: string): OperatorTerms;
  /** Whether other processes change them as well. Default: no. */
  isShared?: boolean;
  clock: Clock;
  log: Logger;
}

/** Servers for which is kept what follows from their choices: it is asked for with every click, and several times with every cover. */
const GUILDS_KEPT = 1_000;

/**
 * Stores a server's own choices only, so that a change of the operator's reaches everybody who has not chosen. What this release
 * does not know of them, or cannot read, it writes back unchanged.
 */
export function createSettings({ database, terms, isShared = false, clock, log }: SettingsOptions): SettingsStore {
  const store = createKeyvStore({ database, namespace: 'settings', isKept: !isShared });

  const ownIn = (guildId: string, stored: unknown): OwnChoices => {
    const own = ownSchema.safeParse(stored ?? {});
    const unreadable = own.success ? unreadableIn(own.data) : ['all of them'];
    if (unreadable.length > 0) {
      log.error({ guildId, unreadable }, "some of a server's settings cannot be read; the operator's hold");
    }
    return own.data ?? {};
  };

  const policies = createKept<ResolvedPolicy>(GUILDS_KEPT);
  const resolved = async (guildId: string) => {
    const stored = await store.get(guildId);
    const given = terms(guildId);
    return policies(guildId, [JSON.stringify(stored), given], () => policyFor(ownIn(guildId, stored), given));
  };

  return {
    resolved,
    terms,
    async get(guildId) {
      return (await resolved(guildId)).values;
    },
    async change(guildId, decide) {
      const changed = await store.update(guildId, (now) => {
        const own = ownIn(guildId, now);
        return withChanges(own, decide(policyFor(own, terms(guildId))));
      });
      const resolvedIn = (stored: unknown) => policyFor(ownSchema.catch({}).parse(stored ?? {}), terms(guildId));
      return { before: resolvedIn(changed.before), after: resolvedIn(changed.after) };
    },
    async guildIds() {
      const found = new Set<string>();
      for await (const [guildId] of store.entries(clock)) found.add(guildId);
      return found;
    },
    forgetGuild: store.delete,
  };
}
