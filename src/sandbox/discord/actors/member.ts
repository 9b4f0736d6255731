import { directChannel } from '../channels.ts';
import { interactionTypes } from '../interactions.ts';
import { messageFlags, messageJson } from '../message-json.ts';
import { createMessage, insertMessage, readMessage } from '../messages.ts';
import { permissionBits, permissionsIn } from '../permissions.ts';
import type { ChannelRecord, GuildRecord, InteractionRecord, MemberRecord, MessageRecord } from '../records.ts';
import type { Answer, Json, SandboxChannel, SandboxMember, SandboxMessage, UploadedFile } from '../types.ts';
import { answerOf } from './answer.ts';
import { clickData, selectData } from './controls.ts';
import { forgedData } from './forged.ts';
import { interact, type Stage, uploadLimitOf } from './interact.ts';
import { fillForm } from './modal-form.ts';
import { resolvedJson } from './resolved.ts';
import { commandsFor, commandTypes, findCommand, slashData } from './slash.ts';
import { uploadPrivately } from './uploads.ts';

/** A person in a guild: does what a person can do in a client, and no more unless forced. */
export function createMember(stage: Stage, guild: GuildRecord, member: MemberRecord): SandboxMember {
  const { world } = stage;
  const { user } = member;
  const modals = new WeakMap<Answer, InteractionRecord>();

  const channelOf = ({ id }: SandboxChannel) => {
    const channel = world.channels.get(id);
    if (!channel) throw new Error('this channel is gone');
    return channel;
  };

  const act = async (type: number, channel: ChannelRecord, data: Json, source?: MessageRecord): Promise<Answer> => {
    const interaction = await interact(stage, { type, user, channel, data, source });
    const answer = answerOf(world, interaction);
    modals.set(answer, interaction);
    return answer;
  };

  const visible = (view: SandboxMessage): MessageRecord => {
    const message = world.views.recordOf(view);
    if (message.deleted) throw new Error('this message is gone');
    const isPrivateOfOther = message.ephemeralFor !== undefined && message.ephemeralFor !== user.id;
    if (isPrivateOfOther || !canSee(message.channel)) throw new Error(`${user.name} cannot see this message`);
    return message;
  };

  const granted = (channel: ChannelRecord) => permissionsIn(world, guild, channel, user.id);
  const canSee = (channel: ChannelRecord) =>
    channel.kind === 'dm' ? channel.recipient === user : (granted(channel) & permissionBits.VIEW_CHANNEL) !== 0n;

  return {
    id: user.id,
    name: user.name,
    get roleIds() {
      return member.roleIds;
    },
    async slash(channel, name, options = {}) {
      const place = channelOf(channel);
      return act(interactionTypes.command, place, slashData(world, { user, channel: place }, name, options));
    },
    async autocomplete(channel, name, options, focused) {
      const place = channelOf(channel);
      const data = slashData(world, { user, channel: place }, name, options, focused);
      const { choices } = await interact(stage, { type: interactionTypes.autocomplete, user, channel: place, data });
      return choices;
    },
    async menu(channel, commandName, message) {
      const place = channelOf(channel);
      const target = visible(message);
      const command = findCommand(world, { user, channel: place }, commandTypes.message, commandName);
      const { id, name, type } = command;
      const people = resolvedJson(world, place, { ids: [target.author.id] }, user.id);
      const resolved = { ...people, messages: { [target.id]: messageJson(world, target) } };
      return act(interactionTypes.command, place, { id, name, type, target_id: target.id, resolved });
    },
    commands(channel) {
      const place = channelOf(channel);
      return place.forum ? [] : commandsFor(world, { user, channel: place });
    },
    canSee(channel) {
      const place = world.channels.get(channel.id);
      return place !== undefined && guild.members.has(user.id) && canSee(place);
    },
    async click(message, wanted) {
      const target = visible(message);
      return act(interactionTypes.component, target.channel, clickData(target, wanted), target);
    },
    async forge(message, forged) {
      const target = visible(message);
      const { type, data } = forgedData(forged);
      return act(type, target.channel, data, target);
    },
    async select(message, wanted, values) {
      const target = visible(message);
      return act(interactionTypes.component, target.channel, selectData(world, target, user, wanted, values), target);
    },
    async submit(modalAnswer, values) {
      const opened = modals.get(modalAnswer);
      if (!opened?.modal) throw new Error(`${user.name} was not shown this form`);
      const { modal, channel, source } = opened;
      const form = fillForm(modal, values, (file) => uploadPrivately(world, { user, channel }, file));
      const resolved = resolvedJson(world, channel, form, user.id);
      const data = { custom_id: modal.custom_id, components: form.components, resolved };
      return act(interactionTypes.modalSubmit, channel, data, source);
    },
    post(channel, { content = '', files = [], replyTo, forwards, inComponents = false }) {
      const place = channelOf(channel);
      if (place.forum) throw new Error('nothing is written in a forum itself: only in its posts');
      if (!canSee(place) || (place.kind !== 'dm' && !(granted(place) & sendingIn(place)))) {
        throw new Error(`${user.name} may not write here`);
      }
      const parts = files.map((file, index) => ({
        index: String(index),
        name: file.name,
        contentType: file.contentType ?? '',
        data: file.data,
      }));
      const limit = uploadLimitOf(world, { user, channel: place });
      const reference = replyTo && { messageId: replyTo.id, channelId: place.id };
      const target = { channel: place, author: user, reference };
      if (forwards) return world.views.of(insertMessage(world, target, forwardOf(visible(forwards))));
      const body = inComponents ? shownInComponents(files) : { content };
      const request = readMessage(body, { files: parts, uploadLimit: limit });
      return world.views.of(createMessage(world, target, request));
    },
    react(message, emoji) {
      const target = visible(message);
      target.reactions.set(emoji, (target.reactions.get(emoji) ?? new Set()).add(user.id));
      world.events.emit({ type: 'reactionsChanged', channelId: target.channel.id, message });
    },
    unreact(message, emoji) {
      const target = visible(message);
      const users = target.reactions.get(emoji);
      users?.delete(user.id);
      if (users?.size === 0) target.reactions.delete(emoji);
      world.events.emit({ type: 'reactionsChanged', channelId: target.channel.id, message });
    },
    get directMessages() {
      return [...directChannel(world, user).messages.values()].map(world.views.of);
    },
    setRoles(roleIds) {
      member.roleIds = [...roleIds];
    },
    timeOut(until) {
      member.timedOutUntil = until;
    },
    closeDirectMessages() {
      user.dmsClosed = true;
    },
    leave() {
      guild.members.delete(user.id);
      world.events.emit({ type: 'membersChanged', guildId: guild.id });
    },
  };
}

function shownInComponents(files: readonly UploadedFile[]): Json {
  const components = files.map(({ name }) => ({ type: 13, file: { url: `attachment://${name}` } }));
  return { flags: messageFlags.componentsV2, components };
}

function forwardOf(snapshot: MessageRecord) {
  const nothing = { content: '', embeds: [], components: [], attachments: [], flags: 0, nonce: undefined, pings: [] };
  return { ...nothing, snapshot };
}

function sendingIn(channel: ChannelRecord): bigint {
  return channel.kind === 'thread' ? permissionBits.SEND_MESSAGES_IN_THREADS : permissionBits.SEND_MESSAGES;
}
