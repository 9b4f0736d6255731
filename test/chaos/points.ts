/** A place between the bot and the world at which the run can strike: one kind of HTTP request. */
export type Point =
  /** The first answer to an interaction. */
  | 'discord.answer'
  /** An edit of a private message. */
  | 'discord.edit'
  /** The download of a member's song, by the bot or by a provider. */
  | 'discord.song'
  /** Guild, channel and members, before money is spent. */
  | 'discord.check'
  /** The cover's message. */
  | 'discord.post'
  /** A line in the channel about a job's end. */
  | 'discord.tell'
  /** The channel's messages, in search of a cover that may have been posted. */
  | 'discord.find'
  | 'runware.upload'
  | 'runware.paid'
  | 'runware.poll'
  | 'runware.result'
  | 'aimlapi.preprocess'
  | 'aimlapi.paid'
  | 'aimlapi.poll'
  | 'aimlapi.result'
  | 'minimax.preprocess'
  | 'minimax.paid';

/**
 * When in the life of a request. `arrived`: it is there and never takes effect. `passing`: it takes effect although nobody waits
 * for the answer any more. `executed`: it took effect, its answer never leaves. `answered`: the answer has just left.
 */
export type Moment = 'arrived' | 'passing' | 'executed' | 'answered';

export interface Aim {
  point: Point;
  moment: Moment;
}

export type ProviderName = 'runware' | 'aimlapi' | 'minimax';

/** The provider of a point; undefined for Discord's. */
export function providerOf(point: Point): ProviderName | undefined {
  const [service] = point.split('.') as ['discord' | ProviderName];
  return service === 'discord' ? undefined : service;
}

/** A paid request that is cut off there cannot be asked about: the cover is given up by design. */
export function isUnaskable(point: Point): boolean {
  return point === 'aimlapi.paid' || point === 'minimax.paid';
}
