import { goBehind } from '../../lib/go-behind.ts';

/** How many may be in somebody's hands at once: in all, of one guild, and for one channel. */
export interface LaneCaps {
  total: number;
  perGuild: number;
  perChannel: number;
}

export interface WaitingDelivery {
  id: string;
  guildId: string;
  memberId: string;
  channelId: string;
  /** Its post has begun: it is soon settled, and sending it again is safe for minutes only. */
  isPosting: boolean;
}

/** Who is delivered next. Knows nothing of time or storage: it is told what waits, and what was let go. */
export interface DeliveryLine {
  /** Puts a cover in the line, or changes what is known of it there. */
  wait(delivery: WaitingDelivery): void;
  /** Takes it out of the line; nothing happens where it is not in it. */
  leave(id: string): void;
  /** Gives the next one that is ready and counts it as under way; undefined where none may begin. */
  next(isReady: (delivery: WaitingDelivery) => boolean): WaitingDelivery | undefined;
  /** Counts one that is under way already. */
  occupy(delivery: Pick<WaitingDelivery, 'guildId' | 'channelId'>): void;
  /** Gives back the place of one that is under way. */
  release(delivery: Pick<WaitingDelivery, 'guildId' | 'channelId'>): void;
}

/**
 * Round robin over guilds, as long as one has something that may begin: a guild that had its turn goes behind the others, and within
 * it the member whose cover it was goes behind the other members. What has begun to be posted comes before what has not. A channel that does not answer holds one place, and its guild a few of them at the
 * most, so others always find one.
 */
export function createDeliveryLine(caps: LaneCaps): DeliveryLine {
  /** By guild and by member, each in the order of their turns, then by channel: what waits for a busy channel is not looked at. */
  const guilds = new Map<string, Map<string, Map<string, Line>>>();
  const places = new Map<string, Place>();
  const busy = { total: 0, guilds: new Map<string, number>(), channels: new Map<string, number>() };

  const leave = (id: string) => {
    const place = places.get(id);
    if (!place) return;
    places.delete(id);
    const members = guilds.get(place.guildId);
    const channels = members?.get(place.memberId);
    const line = channels?.get(place.channelId);
    line?.delete(id);
    if (line?.size === 0) channels?.delete(place.channelId);
    if (channels?.size === 0) members?.delete(place.memberId);
    if (members?.size === 0) guilds.delete(place.guildId);
  };

  const firstIn = (channels: ReadonlyMap<string, Line>, fits: (delivery: WaitingDelivery) => boolean) => {
    for (const [channelId, line] of channels) {
      if ((busy.channels.get(channelId) ?? 0) >= caps.perChannel) continue;
      for (const delivery of line.values()) if (fits(delivery)) return delivery;
    }
    return undefined;
  };

  const firstOf = (guildId: string, fits: (delivery: WaitingDelivery) => boolean) => {
    if ((busy.guilds.get(guildId) ?? 0) >= caps.perGuild) return undefined;
    for (const channels of guilds.get(guildId)?.values() ?? []) {
      const delivery = firstIn(channels, fits);
      if (delivery) return delivery;
    }
    return undefined;
  };

  const first = (fits: (delivery: WaitingDelivery) => boolean) => {
    for (const guildId of guilds.keys()) {
      const delivery = firstOf(guildId, fits);
      if (delivery) return delivery;
    }
    return undefined;
  };

  const occupy: DeliveryLine['occupy'] = ({ guildId, channelId }) => {
    busy.total += 1;
    add(busy.guilds, guildId, 1);
    add(busy.channels, channelId, 1);
  };

  return {
    occupy,
    wait(delivery) {
      const { id, guildId, memberId, channelId } = delivery;
      const place = places.get(id);
      if (place && !isSame(place, delivery)) leave(id);
      const members = getOrAdd(guilds, guildId, () => new Map());
      const channels = getOrAdd(members, memberId, () => new Map());
      getOrAdd(channels, channelId, (): Line => new Map()).set(id, delivery);
      places.set(id, { guildId, memberId, channelId });
    },
    leave,
    next(isReady) {
      if (busy.total >= caps.total) return undefined;
      const delivery = first((one) => one.isPosting && isReady(one)) ?? first(isReady);
      if (!delivery) return undefined;
      const { id, guildId, memberId } = delivery;
      leave(id);
      occupy(delivery);
      const members = guilds.get(guildId);
      if (members) goBehind(members, memberId);
      goBehind(guilds, guildId);
      return delivery;
    },
    release({ guildId, channelId }) {
      busy.total -= 1;
      add(busy.guilds, guildId, -1);
      add(busy.channels, channelId, -1);
    },
  };
}

/** What waits of a member for a channel, by id. */
type Line = Map<string, WaitingDelivery>;
type Place = Pick<WaitingDelivery, 'guildId' | 'memberId' | 'channelId'>;

function isSame(one: Place, other: Place): boolean {
  return one.guildId === other.guildId && one.memberId === other.memberId && one.channelId === other.channelId;
}

function add(counts: Map<string, number>, key: string, difference: number): void {
  const count = (counts.get(key) ?? 0) + difference;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
