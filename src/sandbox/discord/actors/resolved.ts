import type { FileRecord } from '../files.ts';
import { attachmentJson } from '../message-json.ts';
import type { ChannelRecord, World } from '../records.ts';
import { memberJson, partialChannelJson, roleJson, userJson } from '../serialise.ts';
import type { Json } from '../types.ts';

/** The objects behind the ids in an interaction; empty groups are left out. */
export function resolvedJson(
  world: World,
  channel: ChannelRecord,
  { ids = [], files = [] }: { ids?: readonly string[]; files?: readonly FileRecord[] },
  userId: string,
): Json {
  const guild = world.guilds.get(channel.guildId ?? '');
  const pick = (find: (id: string) => Json | undefined): Json =>
    Object.fromEntries(ids.flatMap((id) => entry(id, find(id))));
  const groups: Json = {
    users: pick((id) => mapped(world.users.get(id), userJson)),
    members: pick((id) => mapped(guild?.members.get(id), memberJson)),
    roles: pick((id) => mapped(guild?.roles.get(id), (role) => roleJson(role, 1))),
    channels: pick((id) => mapped(world.channels.get(id), (found) => partialChannelJson(world, found, userId))),
    attachments: Object.fromEntries(files.map((file) => [file.id, attachmentJson(world, file)])),
  };
  return Object.fromEntries(Object.entries(groups).filter(([, group]) => Object.keys(group as Json).length > 0));
}

function entry(id: string, json: Json | undefined): [string, Json][] {
  return json ? [[id, json]] : [];
}

function mapped<T>(value: T | undefined, map: (value: T) => Json): Json | undefined {
  return value === undefined ? undefined : map(value);
}
