import type { Limit, Usage } from '../money/quota.ts';
import type { Spend } from '../money/spend.ts';
import type { GuildChoice, OperatorChoices } from './operator-choices.ts';

/** How an account stands with its provider. `unknown`: the answer did not say, or there was none. */
export type Access = 'ok' | 'refused' | 'no credit' | 'unknown';

/** How a provider stands, for whoever runs the bot. */
export interface ProviderState {
  name: string;
  /** As `http/port.ts` has it. */
  health: Access | 'open';
  /** In a row. */
  failures: number;
  /** How long it is still kept from turns, in milliseconds; 0: it is not. */
  closedForMs: number;
  /** When it last gave an answer that says how the account stands; undefined: never yet. */
  answeredAt: number | undefined;
}

/** How the bot is, for whoever runs it. */
export interface DeskHealth {
  choices: OperatorChoices;
  providers: readonly ProviderState[];
  queue: {
    waiting: number;
    /** At a provider, or about to be. */
    running: number;
    delivering: number;
    unknown: number;
    /** When the oldest of those that wait was accepted. */
    oldestAt: number | undefined;
  };
}

export interface DeskSpend {
  /** Of all months that are kept. */
  rows: readonly Spend[];
  month: string;
  used: Usage;
  limitMicros: number | undefined;
}

/** A server with what the operator gives it. */
export interface DeskGuild {
  id: string;
  /** Null where Discord does not say: the bot is not in it any more, or was not asked in time. */
  name: string | null;
  isAllowed: boolean;
  isThere: boolean;
  month: Limit;
  used: Usage;
  choice: GuildChoice;
}

export const noticeKinds = [
  'joined',
  'left',
  'budget',
  'keyRefused',
  'noCredit',
  'priceChanged',
  'unpostable',
] as const;

/** What the operator is told of. */
export type NoticeKind = (typeof noticeKinds)[number];
