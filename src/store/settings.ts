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
import { createMutex } from '../lib/mutex.ts';
import type { Logger } from '../logger.ts';
import { createKeyvStore } from './keyv-store.ts';
import type { SettingsStore } from './port.ts';

const ownSchema = z.record(z.string(), z.unknown());

export interface SettingsOptions {
  database: Database;
  /** The operator's; they hold for a server until it chooses for itself, and bound what it may choose. */
  terms(guildId: string): OperatorTerms;
  clock: Clock;
  log: Logger;
}

/** Servers whose choices are kept in memory: they are asked for with every click, and several times with every cover. */
const GUILDS_KEPT = 1_000;

/**
 * Stores a server's own choices only, so that a change of the operator's reaches everybody who has not chosen. What this release
 * does not know of them, or cannot read, it writes back unchanged.
 */
export function createSettings({ database, terms, clock, log }: SettingsOptions): SettingsStore {
  const store = createKeyvStore({ database, namespace: 'settings' });
  const mutex = createMutex();

  const kept = new Map<string, Promise<OwnChoices>>();

  const read = async (guildId: string): Promise<OwnChoices> => {
    const own = ownSchema.safeParse((await store.get(guildId)) ?? {});
    const unreadable = own.success ? unreadableIn(own.data) : ['all of them'];
    if (unreadable.length > 0) {
      log.error({ guildId, unreadable }, "some of a server's settings cannot be read; the operator's hold");
    }
    return own.data ?? {};
  };

  // Kept when it is asked for, not when it has come: what is read before a change never takes the place of the change.
  const ownOf = (guildId: string): Promise<OwnChoices> => {
    const known = kept.get(guildId);
    if (known) return known;
    if (kept.size >= GUILDS_KEPT) kept.clear();
    const own = read(guildId);
    kept.set(guildId, own);
    own.catch(() => kept.delete(guildId));
    return own;
  };

  const policies = createKept<ResolvedPolicy>(GUILDS_KEPT);
  const resolved = async (guildId: string) => {
    const own = await ownOf(guildId);
    const given = terms(guildId);
    return policies(guildId, [own, given], () => policyFor(own, given));
  };

  return {
    resolved,
    terms,
    async get(guildId) {
      return (await resolved(guildId)).values;
    },
    change(guildId, decide) {
      return mutex(async () => {
        const own = await ownOf(guildId);
        const before = policyFor(own, terms(guildId));
        const next = withChanges(own, decide(before));
        await store.set(guildId, next);
        kept.set(guildId, Promise.resolve(next));
        return { before, after: policyFor(next, terms(guildId)) };
      });
    },
    async guildIds() {
      const found = new Set<string>();
      for await (const [guildId] of store.entries(clock)) found.add(guildId);
      return found;
    },
    forgetGuild: (guildId) =>
      mutex(async () => {
        await store.delete(guildId);
        kept.delete(guildId);
      }),
  };
}
