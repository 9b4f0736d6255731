/** That a member has asked for all to be deleted that is kept of them. */
export interface Forgetting {
  memberId: string;
  /** When, by our clock: what was last written before it goes. */
  before: number;
  /** By which interaction, if that is known: what an earlier one began goes whenever it was written, by Discord's clock alone. */
  askedBy: string | undefined;
}

/** Whether something goes with it that an interaction has begun, and that was last written at a time. */
export function isForgotten(
  forgetting: Pick<Forgetting, 'before' | 'askedBy'>,
  { id, at }: { id: string; at: number },
): boolean {
  return at < forgetting.before || isBegunBefore(forgetting, id);
}

/** Whether an interaction came before it was asked for. */
export function isBegunBefore({ askedBy }: Pick<Forgetting, 'askedBy'>, id: string): boolean {
  return askedBy !== undefined && isEarlier(id, askedBy);
}

/** As it stands on an alarm. */
export function forgettingId({ memberId, before, askedBy }: Forgetting): string {
  return [memberId, before, ...(askedBy === undefined ? [] : [askedBy])].join(':');
}

export function readForgetting(id: string): Forgetting {
  const [memberId = '', before = '0', askedBy] = id.split(':');
  return { memberId, before: Number(before), askedBy };
}

/** Of two ids that Discord gave out; a job that tries another one again has its id with a number behind it. */
function isEarlier(one: string, other: string): boolean {
  const [id = ''] = one.split('-');
  return [id, other].every((some) => /^\d+$/.test(some)) && BigInt(id) < BigInt(other);
}
