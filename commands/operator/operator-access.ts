import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';

export type OperatorDeps = Pick<CommandDeps, 'operatorDesk' | 'operator' | 'clock'>;

export type CheckOperator = (call: Pick<InteractionContext, 'member'>) => void;

/** Refuses whoever does not run the bot, whatever their permissions: asked at each command, click and form. */
export function createCheckOperator({ operator }: Pick<OperatorDeps, 'operator'>): CheckOperator {
  return ({ member }) => {
    if (!operator.memberIds.includes(member.id)) throw new UserError({ key: 'operator.notYours', params: {} });
  };
}

/** The id that a control carries, where it is one that Discord makes. */
export function guildIdOf({ id }: Pick<InteractionContext, 'id'>): string {
  if (id === null || !/^\d{17,20}$/.test(id)) throw new UserError({ key: 'settings.gone', params: {} });
  return id;
}
