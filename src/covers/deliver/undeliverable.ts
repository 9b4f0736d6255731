import type { Discord } from '../../discord/port.ts';
import type { Job } from '../../domain/job.ts';
import { DiscordError, type DiscordRefusal, type MemberText } from '../../errors.ts';

type Reason = (channelId: string) => MemberText;

const closed: Reason = (channelId) => ({ key: 'delivery.closed', params: { channelId } });

const REASONS: Readonly<Record<Exclude<DiscordRefusal, 'noMessage'>, Reason>> = {
  noChannel: () => ({ key: 'delivery.gone', params: {} }),
  noPermission: closed,
  noFile: () => ({ key: 'files.notKept', params: {} }),
  archived: (channelId) => ({ key: 'delivery.archived', params: { channelId } }),
  locked: (channelId) => ({ key: 'delivery.locked', params: { channelId } }),
  noTag: (channelId) => ({ key: 'delivery.noTag', params: { channelId } }),
  autoMod: (channelId) => ({ key: 'delivery.autoMod', params: { channelId } }),
};

/** Why a finished cover stays with its requester, by what Discord said when it was posted; a missing permission has its name. */
export async function undeliverable(
  discord: Pick<Discord, 'checkTarget'>,
  job: Job,
  error: DiscordError,
  signal: AbortSignal,
): Promise<MemberText> {
  const { channelId } = job;
  if (error.code !== 'gone' && error.code !== 'refused') return { key: 'delivery.noAnswer', params: { channelId } };
  const isPermission = error.code === 'gone' && (error.refusal ?? 'noPermission') === 'noPermission';
  if (isPermission) return (await missingThere(discord, job, signal)) ?? closed(channelId);
  if (error.refusal === undefined || error.refusal === 'noMessage')
    return { key: 'delivery.refused', params: { channelId } };
  return REASONS[error.refusal](channelId);
}

/** Undefined where nothing is missing by what Discord says, or it does not say. */
async function missingThere(
  discord: Pick<Discord, 'checkTarget'>,
  job: Job,
  signal: AbortSignal,
): Promise<MemberText | undefined> {
  const target = await discord.checkTarget(job, 'fresh', signal).catch((error: unknown) => {
    if (error instanceof DiscordError) return undefined;
    throw error;
  });
  if (!target || target.kind === 'ok') return undefined;
  const { channelId } = job;
  switch (target.text.key) {
    case 'permissions.botThere':
      return { key: 'delivery.permission', params: target.text.params };
    case 'permissions.hidden':
      return { key: 'delivery.hidden', params: { channelId } };
    case 'permissions.timedOut':
      return { key: 'delivery.timedOut', params: { channelId, ...target.text.params } };
    case 'permissions.member':
      return { key: 'delivery.unseen', params: { channelId } };
    case 'target.noTag':
      return { key: 'delivery.noTag', params: { channelId } };
    default:
      return { key: 'delivery.gone', params: {} };
  }
}
