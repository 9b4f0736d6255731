import type { OperatorTerms } from '../../src/domain/policy/guild-policy.ts';
import { type GuildPolicy, type GuildSettings, settingFallbacks } from '../../src/domain/policy/guild-settings.ts';

/** Of a server that has chosen nothing, under an operator who has chosen nothing. */
export const PLAIN_SETTINGS: GuildSettings = settingFallbacks;

export const PLAIN_POLICY: GuildPolicy = { isAllowed: true, hold: undefined, ...PLAIN_SETTINGS };

/** Of an operator who sets no bounds. */
export function plainTerms(defaults: Partial<GuildSettings> = {}): OperatorTerms {
  return { defaults: { ...PLAIN_SETTINGS, ...defaults }, bounds: {} };
}
