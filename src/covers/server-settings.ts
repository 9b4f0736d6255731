import type { Clock } from '../clock.ts';
import type { Discord, PresentInGuild } from '../discord/port.ts';
import type { ModerationAction } from '../domain/moderation/moderation.ts';
import {
  changedKeys,
  type OperatorTerms,
  type ResolvedPolicy,
  type SettingChanges,
  type SettingsChange,
} from '../domain/policy/guild-policy.ts';
import { isSettingKey } from '../domain/policy/guild-settings.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { Logger } from '../logger.ts';
import type { ModerationStore, SettingsStore } from '../store/port.ts';

/** What a server has chosen for itself, for those who manage it. */
export interface ServerSettings {
  of(guildId: string): Promise<ServerSettingsNow>;
  /** The same, with what the server has of channels and roles; null where Discord does not say. */
  look(guildId: string): Promise<ServerSettingsNow & { present: PresentInGuild | null }>;
  /**
   * Changes settings, and says so where the server wants to be told: `isTold` is false where it could not be said, and null where
   * there is nowhere or nothing to say. Whatever `decide` throws is thrown, and nothing changed.
   */
  change(asked: AskedChange): Promise<SettingsChange & { isTold: boolean | null }>;
}

export interface ServerSettingsNow {
  policy: ResolvedPolicy;
  terms: OperatorTerms;
}

export interface AskedChange {
  guildId: string;
  /** Names the change: that of its interaction. */
  changeId: string;
  by: { id: string; name: string };
  decide(now: ResolvedPolicy): SettingChanges;
}

export interface ServerSettingsDeps {
  settings: SettingsStore;
  moderation: Pick<ModerationStore, 'record'>;
  discord: Pick<Discord, 'tellSettings' | 'presentIn'>;
  runner: Pick<JobRunner, 'limitGuild'>;
  /** Told of a server once its settings are stored. */
  onChanged?(guildId: string): void;
  clock: Clock;
  log: Logger;
}

const TELLING_MS = 10_000;
const LOOKING_MS = 5_000;

export function createServerSettings(deps: ServerSettingsDeps): ServerSettings {
  const { settings, moderation, discord, runner, onChanged, clock, log } = deps;
  const of = async (guildId: string) => ({ policy: await settings.resolved(guildId), terms: settings.terms(guildId) });

  const tell = async ({ guildId, changeId, by }: AskedChange, change: SettingsChange): Promise<boolean | null> => {
    // Whoever has looked there so far reads that it is said elsewhere from now on.
    const channelIds = [...new Set([...change.before.values.logChannelIds, ...change.after.values.logChannelIds])];
    if (channelIds.length === 0 || changedKeys(change).length === 0) return null;
    const told = { guildId, changeId, by, change, channelIds };
    return discord.tellSettings(told, clock.deadline(TELLING_MS)).catch((error: unknown) => {
      log.warn({ err: error, guildId }, 'a change of settings could not be told');
      return false;
    });
  };

  return {
    of,
    async look(guildId) {
      const [now, present] = await Promise.all([
        of(guildId),
        discord.presentIn(guildId, clock.deadline(LOOKING_MS)).catch((error: unknown) => {
          log.warn({ err: error, guildId }, "a server's channels and roles could not be read");
          return null;
        }),
      ]);
      return { ...now, present };
    },
    async change(asked) {
      const { guildId, by } = asked;
      const change = await settings.change(guildId, asked.decide);
      runner.limitGuild(guildId, change.after.values.runningPerGuild ?? undefined);
      onChanged?.(guildId);
      log.info({ guildId, memberId: by.id, settings: changedKeys(change) }, "a server's settings were changed");
      if (changedKeys(change).length > 0) await moderation.record(actionOf(asked, change, clock.now()));
      return { ...change, isTold: await tell(asked, change) };
    },
  };
}

/** The change as one of the things that can be taken back. */
function actionOf({ changeId, guildId, by }: AskedChange, change: SettingsChange, at: number): ModerationAction {
  const none = {
    memberId: null,
    jobId: null,
    until: null,
    count: null,
    isTold: null,
    undoneAt: null,
    undoneById: null,
  };
  const before = changedKeys(change).map((key) => {
    const isOwn = change.before.sources[key].by === 'guild';
    return [key, isOwn ? change.before.values[key] : null];
  });
  const settings = Object.fromEntries(before);
  return { ...none, id: changeId, guildId, kind: 'settings', byId: by.id, reason: '', at, hashes: [], settings };
}

/** What was noted of a change, as a change that takes it back. */
export function settingsBefore({ settings = {} }: Pick<ModerationAction, 'settings'>): SettingChanges {
  const known = Object.entries(settings).filter(([key]) => isSettingKey(key));
  return Object.fromEntries(known.map(([key, value]) => [key, value ?? undefined]));
}

/** Tells the runner how much each server lets run at once. Called before anything is handed out. */
export async function applyGuildLimits({
  settings,
  runner,
}: Pick<ServerSettingsDeps, 'settings' | 'runner'>): Promise<void> {
  for (const guildId of await settings.guildIds()) await applyGuildLimit({ settings, runner }, guildId);
}

/** Of one server. */
export async function applyGuildLimit(
  { settings, runner }: Pick<ServerSettingsDeps, 'settings' | 'runner'>,
  guildId: string,
): Promise<void> {
  const { runningPerGuild } = await settings.get(guildId);
  runner.limitGuild(guildId, runningPerGuild ?? undefined);
}
