import {
  type APIChannelSelectComponent,
  type APIRoleSelectComponent,
  type APIUserSelectComponent,
  type ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';

/** What a menu can take at most, by Discord's own bound. */
const VALUES_MAXIMUM = 25;

/** A menu of what a server has; under a message or, labelled, in a form. What is chosen comes back as ids, and resolved. */
export interface EntitySelect {
  customId: string;
  placeholder: string;
  /** Shown as chosen already. */
  chosenIds?: readonly string[];
  /** How many may be chosen; one unless told otherwise. With a `minimum` of 0 all can be taken back. */
  minimum?: number;
  maximum?: number;
}

/** Channels of these types alone. */
export function channelSelect(
  select: EntitySelect & { channelTypes: readonly ChannelType[] },
): APIChannelSelectComponent {
  return {
    type: ComponentType.ChannelSelect,
    ...partsOf(select, SelectMenuDefaultValueType.Channel),
    channel_types: [...select.channelTypes],
  };
}

export function roleSelect(select: EntitySelect): APIRoleSelectComponent {
  return { type: ComponentType.RoleSelect, ...partsOf(select, SelectMenuDefaultValueType.Role) };
}

export function userSelect(select: EntitySelect): APIUserSelectComponent {
  return { type: ComponentType.UserSelect, ...partsOf(select, SelectMenuDefaultValueType.User) };
}

function partsOf<Type extends SelectMenuDefaultValueType>(
  { customId, placeholder, chosenIds = [], minimum = 1, maximum = 1 }: EntitySelect,
  type: Type,
) {
  const most = Math.min(maximum, VALUES_MAXIMUM);
  const chosen = chosenIds.slice(0, most);
  return {
    custom_id: customId,
    placeholder,
    min_values: Math.min(minimum, most),
    max_values: most,
    // Discord refuses a menu that shows more or fewer as chosen than may be.
    default_values: chosen.length < minimum ? [] : chosen.map((id) => ({ id, type })),
  };
}
