import type { OperatorAddress, OperatorNotice } from '../port.ts';
import { operatorNoticeView } from '../views/operator/operator-notice-view.ts';
import { type SendOptions, sendToChannel, sendToMember } from './send-message.ts';

/** Tells it in the channel of the settings, else to the first of those who run the bot that takes it. False where nobody can be told. */
export async function sendOperatorNotice(
  { operator, ...options }: SendOptions & { operator: OperatorAddress },
  notice: OperatorNotice,
  signal: AbortSignal,
): Promise<boolean> {
  const message = {
    view: operatorNoticeView(notice, operator.locale),
    purpose: `operator:${notice.noticeId}`,
    pings: [],
  };
  const { channelId, memberIds } = operator;
  if (channelId !== null && (await sendToChannel(options, channelId, message, signal))) return true;
  for (const memberId of memberIds) if (await sendToMember(options, memberId, message, signal)) return true;
  return false;
}
