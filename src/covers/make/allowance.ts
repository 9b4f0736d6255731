import type { Clock } from '../../clock.ts';
import type { Job } from '../../domain/job.ts';
import {
  chargesFor,
  isGuildAllowed,
  limitsFor,
  memberWideScope,
  type QuotaLimits,
  type QuotaPolicy,
} from '../../domain/money/charges.ts';
import { dayOf, refusalOf, type Usage } from '../../domain/money/quota.ts';
import { blockedText } from '../../domain/policy/may-ask.ts';
import { holdOf } from '../../domain/policy/operator-choices.ts';
import { paceFor, refusalOfPace } from '../../domain/policy/pace.ts';
import { UserError } from '../../errors.ts';
import type { Ledger } from '../../jobs/ledger.ts';
import type { Records } from '../../jobs/records.ts';
import type { JobStore } from '../../jobs/store.ts';
import type { ModerationStore, OperatorChoicesStore, SettingsStore } from '../../store/port.ts';
import { quotaText } from '../quota-text.ts';

type Asked = Pick<Job, 'guildId' | 'requester'>;
/** The id of a draft, or of its job: of what began it. */
type Begun = Asked & Pick<Job, 'id'>;

/** Who asks, as the interaction told it: what the server gives them depends on it. */
export interface AskingMember {
  roleIds: readonly string[];
  /** When they joined the server, in milliseconds; null or missing where nobody knows. */
  joinedAt?: number | null;
  isModerator?: boolean;
  /** The server tells them what things cost. */
  showsPrices: boolean;
}

/** What can be said of a wish before anything is downloaded or spent. All throw `UserError`. */
export interface Allowance {
  /**
   * Whether anything is made of this for this server and this member: the server may use the bot, nobody has blocked the member, who
   * has not had all deleted since then, and of whom not too much was refused today. Asked again right before each paid request, as
   * jobs that were accepted together are refused one by one.
   */
  check(begun: Begun): Promise<void>;
  /** Whether anything new is taken for this server at present, which the operator may have stopped. */
  checkOpen(asked: Pick<Asked, 'guildId'>): void;
  /** Whether so many takes, at so much money in micro-dollars, fit into what is left of all quotas. Takes nothing. */
  checkFits(asked: Asked, by: AskingMember, amount: Usage): Promise<void>;
  /** Whether the server's pause between two covers of the member is over, and the line has room for one more of theirs. */
  checkPace(asked: Asked): Promise<void>;
  /** The limits that hold for a member. */
  limitsOf(asked: Asked, by: Pick<AskingMember, 'roleIds'>): Promise<QuotaLimits>;
}

export interface AllowanceDeps {
  jobs: Pick<Ledger, 'usage'> & Pick<JobStore, 'paceOf'> & Pick<Records, 'isForgotten'>;
  settings: Pick<SettingsStore, 'get'>;
  moderation: Pick<ModerationStore, 'blockOf'>;
  quota: QuotaPolicy;
  operatorChoices: Pick<OperatorChoicesStore, 'now'>;
  clock: Clock;
}

export function createAllowance({
  jobs,
  settings,
  moderation,
  quota,
  operatorChoices,
  clock,
}: AllowanceDeps): Allowance {
  const limitsOf: Allowance['limitsOf'] = async ({ guildId }, { roleIds }) =>
    limitsFor(quota, guildId, await settings.get(guildId), roleIds);

  return {
    limitsOf,
    checkOpen({ guildId }) {
      const hold = holdOf(operatorChoices.now(), guildId);
      if (hold) throw new UserError({ key: `operator.${hold}`, params: {} });
    },
    async check({ id, guildId, requester }) {
      if (!isGuildAllowed(quota, guildId)) throw new UserError({ key: 'guild.notAllowed', params: {} });
      const block = await moderation.blockOf(guildId, requester.id, clock.now());
      if (block) throw new UserError(blockedText(block, await settings.get(guildId)));
      if (await jobs.isForgotten(requester.id, id)) throw new UserError({ key: 'draft.forgotten', params: {} });
      const { key, endsAt: renewsAt } = dayOf(clock.now());
      const { count } = await jobs.usage(memberWideScope('memberRefused', requester.id), key);
      if (count >= quota.refusalsPerDay) throw new UserError({ key: 'quota.refused', params: { count, renewsAt } });
    },

    async checkFits(asked, by, amount) {
      const limits = await limitsOf(asked, by);
      for (const charge of chargesFor(asked, amount, limits, clock.now())) {
        const refusal = refusalOf(charge, await jobs.usage(charge.scope, charge.window.key));
        if (refusal) throw new UserError(quotaText(refusal, by.showsPrices));
      }
    },

    async checkPace({ guildId, requester }) {
      const pace = paceFor(await settings.get(guildId));
      if (pace.pauseMs === 0 && pace.mostWaiting === null) return;
      const refusal = refusalOfPace(pace, await jobs.paceOf(guildId, requester.id), clock.now());
      if (refusal) throw new UserError(refusal);
    },
  };
}
