import type { History } from './history.ts';
import { createOperator } from './operator.ts';
import type { Deed, Plan, Wish } from './plan.ts';
import { customIdsOf } from './players/controls.ts';
import type { DiscordPlayer, Field, Guild, Interaction, Member, Message, Modal } from './players/discord.ts';
import { songLink } from './players/take-links.ts';
import { chance } from './random.ts';
import type { World } from './world.ts';

/** Discord's types of interactions, components and options. */
const COMMAND = 2;
const COMPONENT = 3;
const MODAL_SUBMIT = 5;
const BUTTON = 2;
const MENU = 3;
const TEXT_INPUT = 4;
const CHECKBOX = 23;
const UPLOAD = 19;
const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;
const ATTACHMENT = 11;
const SUBCOMMAND = 1;
const USER = 6;
/** Its types of channels. */
const TEXT = 0;
const FORUM = 15;

/** So often a member looks whether there is an answer, and then goes on. */
const LOOK_EVERY_MS = 3_000;
const LOOKS = 30;

/** What a member presses where they are asked whether they are sure. */
const CONFIRMED = ['make', 'takeDown', 'remove', 'delete'] as const;

/** What a member writes into a form. */
interface Words {
  style: string;
  lyrics: string | null;
}

export interface MembersOptions {
  world: World;
  history: History;
  discord: DiscordPlayer;
  plan: Plan;
  /** Brings an interaction to the bot by way of the gateway, if there is a bot. */
  deliver(payload: unknown): void;
}

/** The members of a life at their phones: they do what the plan says by what they see. */
export function createMembers({ world, history, discord, plan, deliver }: MembersOptions) {
  const guilds: Guild[] = [];
  const people = new Map<string, Member>();
  const interactions: Interaction[] = [];

  for (const [guildIndex, { name, members, joins = false }] of plan.guilds.entries()) {
    const guild = discord.addGuild(name);
    discord.letIn(guild, !joins);
    guilds.push(guild);
    for (const [index, { name: memberName, moderates, alsoIn, hasRole = false }] of members.entries()) {
      const id = alsoIn && people.get(`${alsoIn.guild} ${alsoIn.member}`)?.id;
      const member = discord.addMember(guild, memberName, { moderates, id, hasRole });
      people.set(`${guildIndex} ${index}`, member);
    }
  }

  const send = (member: Member, channelId: string, data: object, type: number, what: string, source?: Message) => {
    const interaction = discord.interact(member, channelId, data, type);
    interaction.source = source;
    interactions.push(interaction);
    history.add({
      kind: 'asked',
      member: member.id,
      guild: member.guild.id,
      ...(member.roleIds.length > 0 && { hasRole: true }),
      interaction: interaction.id,
      what,
      words: JSON.stringify(data),
    });
    deliver(interaction.payload);
    // After a reconnect, the gateway sends again what it sent last.
    if (chance(world.seed, 'again', interactions.length) < 0.03) {
      world.after(2_000, { run: () => deliver(interaction.payload) });
    }
    return interaction;
  };

  /** What a member sees in a channel, newest first. */
  const seenBy = (member: Member, channelId: string): Message[] => {
    const theirs = interactions.filter((one) => one.member === member).flatMap(({ messages }) => messages);
    const all = [...discord.messagesIn(channelId), ...theirs];
    return all.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? 1 : -1));
  };

  /** `of`: the id of the job that it is to be about. Default: any. */
  const find = (
    messages: readonly Message[],
    action: string,
    of?: string,
  ): { message: Message; customId: string } | undefined => {
    for (const message of messages) {
      const customId = customIdsOf(message.body.components).find((control) => {
        const [, does, id] = control.split(':');
        return does === action && (of === undefined || id === of);
      });
      if (customId !== undefined) return { message, customId };
    }
    return undefined;
  };

  /** Looks at an interaction until it has been answered, and goes on with what came. */
  const follow = (interaction: Interaction, words: Words, looks = LOOKS): void => {
    world.after(LOOK_EVERY_MS, {
      run() {
        const { member, channelId, modal, messages, source } = interaction;
        if (member.guild.isWithout) return;
        if (modal) {
          const { custom_id, components } = filledIn(modal, words);
          const next = send(member, channelId, { custom_id, components }, MODAL_SUBMIT, `sends ${custom_id}`, source);
          return follow(next, words);
        }
        const newest = messages.toReversed();
        const card = CONFIRMED.flatMap((action) => find(newest, action) ?? [])[0];
        if (card) {
          const data = { custom_id: card.customId, component_type: BUTTON };
          send(member, channelId, data, COMPONENT, `presses ${card.customId}`, card.message);
          return;
        }
        if (looks > 1) follow(interaction, words, looks - 1);
      },
    });
  };

  const attachmentOf = ({
    song,
    seconds,
    linkMs,
    isSilent = false,
  }: Pick<Wish, 'song' | 'seconds' | 'linkMs' | 'isSilent'>) => ({
    id: discord.newId(),
    filename: `${song}.mp3`,
    url: songLink(song, { seconds, isSilent, expiresAt: world.now() + linkMs }),
    size: 1_000_000,
    content_type: 'audio/mpeg',
  });

  const wish = (member: Member, channelId: string, asked: Wish) => {
    const { song, style, lyrics, takes, isPrivate } = asked;
    const attachment = attachmentOf(asked);
    const options = [
      { name: 'song', type: ATTACHMENT, value: attachment.id },
      // Without it, the command opens its form.
      ...(lyrics === null ? [{ name: 'style', type: STRING, value: style }] : []),
      ...(takes > 1 ? [{ name: 'takes', type: INTEGER, value: takes }] : []),
      ...(isPrivate ? [{ name: 'private', type: BOOLEAN, value: true }] : []),
    ];
    const data = { name: 'cover', type: 1, options, resolved: { attachments: { [attachment.id]: attachment } } };
    follow(send(member, channelId, data, COMMAND, `wishes ${song}`), { style, lyrics });
  };

  const askForWords = (
    member: Member,
    channelId: string,
    { song, seconds, words, times }: Extract<Deed, { do: 'ask for words' }>,
  ) => {
    const attachment = attachmentOf({ song, seconds, linkMs: 24 * 3_600_000 });
    const options = [
      { name: 'song', type: ATTACHMENT, value: attachment.id },
      { name: 'lyrics', type: STRING, value: 'edit' },
    ];
    const data = { name: 'cover', type: 1, options, resolved: { attachments: { [attachment.id]: attachment } } };
    haveWritten(send(member, channelId, data, COMMAND, `asks for the words of ${song}`), words, times);
  };

  /** Looks until there is a card with words, and has others written in their place, so many times. */
  const haveWritten = (interaction: Interaction, words: string, times: number, looks = LOOKS): void => {
    world.after(LOOK_EVERY_MS, {
      run() {
        const { member, channelId, modal, messages, source } = interaction;
        if (member.guild.isWithout) return;
        if (modal) {
          const { custom_id, components } = filledIn(modal, { style: words, lyrics: null });
          const data = { custom_id, components };
          const next = send(member, channelId, data, MODAL_SUBMIT, `sends ${custom_id}`, source);
          return haveWritten(next, words, times);
        }
        const card = find(messages.toReversed(), 'write');
        if (card && times > 0) {
          const data = { custom_id: card.customId, component_type: BUTTON };
          const next = send(member, channelId, data, COMPONENT, `presses ${card.customId}`, card.message);
          return haveWritten(next, words, times - 1);
        }
        if (looks > 1) haveWritten(interaction, words, times, looks - 1);
      },
    });
  };

  /** Presses or chooses what carries that action on the newest message that the member sees. */
  const use = (
    member: Member,
    channelId: string,
    { control, values, words }: { control: string; values: readonly string[] | null; words: string },
    of?: string,
  ) => {
    const found = find(seenBy(member, channelId), control, of);
    if (!found) return;
    const { message, customId } = found;
    const type = values === null ? BUTTON : MENU;
    const data = { custom_id: customId, component_type: type, ...(values !== null && { values }) };
    const what = values === null ? `presses ${customId}` : `chooses ${values.join()} of ${customId}`;
    follow(send(member, message.channelId, data, COMPONENT, what, message), { style: words, lyrics: null });
  };

  const type = (
    member: Member,
    channelId: string,
    { name, subcommand }: Pick<Extract<Deed, { do: 'command' }>, 'name' | 'subcommand'>,
  ) => {
    const options = subcommand === null ? [] : [{ name: subcommand, type: SUBCOMMAND, options: [] }];
    return send(member, channelId, { name, type: 1, options }, COMMAND, `types ${name} ${subcommand ?? ''}`);
  };

  const set = (member: Member, channelId: string, { key, value, isTyped }: Extract<Deed, { do: 'set' }>) => {
    const what = `sets ${key} to ${value}`;
    if (isTyped) {
      const custom_id = `cover-settings:set:${key}`;
      send(member, channelId, { custom_id, components: [typedField('value', value)] }, MODAL_SUBMIT, what);
      return;
    }
    const { channelIds, forumId } = member.guild;
    const chosen = value === 'channel 1' ? (channelIds[1] ?? '') : value === 'forum' ? forumId : value;
    const channels = {
      [chosen]: { id: chosen, name: 'lab', type: value === 'forum' ? FORUM : TEXT, permissions: '0' },
    };
    const data = {
      custom_id: `cover-settings:choose:${key}`,
      component_type: MENU,
      values: [chosen],
      resolved: { channels },
    };
    send(member, channelId, data, COMPONENT, what);
  };

  const limitRole = (member: Member, channelId: string, dayTakes: string) => {
    const others = ['monthTakes', 'dayMicros', 'monthMicros'].map((name) => typedField(name, ''));
    const custom_id = `cover-settings:setRole:${member.guild.roleId}`;
    const data = { custom_id, components: [typedField('dayTakes', dayTakes), ...others] };
    send(member, channelId, data, MODAL_SUBMIT, `sets roleLimits to ${dayTakes}`);
  };

  /** Whoever runs the bot, and the channel that they do it in. */
  const atDesk = () => {
    const desk = people.get('0 0');
    const channelId = guilds[0]?.channelIds[0];
    if (!desk || channelId === undefined) throw new Error('nobody is at the desk');
    return { desk, channelId };
  };

  const limitServer = (guildId: string, takes: string) => {
    const { desk, channelId } = atDesk();
    const custom_id = `cover-operator:setLimit:${guildId}`;
    const data = { custom_id, components: [typedField('takes', takes), typedField('money', '')] };
    send(desk, channelId, data, MODAL_SUBMIT, `desk ${custom_id} to ${takes}`);
  };

  const operator = createOperator({
    world,
    history,
    use(customId, value, on) {
      const { desk, channelId } = atDesk();
      const data = {
        custom_id: customId,
        component_type: value === null ? BUTTON : MENU,
        ...(value !== null && { values: [value] }),
      };
      return send(desk, channelId, data, COMPONENT, `desk ${customId}`, on);
    },
  });

  const block = (member: Member, channelId: string, whom: Member) => {
    const options = [
      { name: 'member', type: USER, value: whom.id },
      { name: 'for', type: INTEGER, value: 24 },
    ];
    const resolved = {
      users: { [whom.id]: { id: whom.id, username: whom.name } },
      members: { [whom.id]: { roles: [], permissions: '0' } },
    };
    const data = { name: 'cover-mod', type: 1, options: [{ name: 'block', type: SUBCOMMAND, options }], resolved };
    send(member, channelId, data, COMMAND, `blocks ${whom.name}`);
  };

  const deleteMessage = ({ id, channelIds }: Guild, control: string) => {
    const own = channelIds.flatMap((channel) => find(discord.messagesIn(channel), control) ?? [])[0];
    if (!own) return;
    const [command] = own.customId.split(':');
    history.add({ kind: 'message deleted', guild: id, control: `${command}:${control}` });
    discord.deleteMessage(own.message);
  };

  const act = (action: Deed): void => {
    const member = people.get(`${action.guild} ${action.member}`);
    const channelId = guilds[action.guild]?.channelIds[action.channel];
    if (!member || channelId === undefined || (member.guild.isWithout && action.do !== 'add bot')) return;
    switch (action.do) {
      case 'wish':
        wish(member, channelId, action);
        break;
      case 'press':
        use(member, channelId, { control: action.button, values: null, words: action.words });
        break;
      case 'choose':
        use(member, channelId, { control: action.menu, values: [action.value], words: action.words });
        break;
      case 'set':
        set(member, channelId, action);
        break;
      case 'limit role':
        limitRole(member, channelId, action.dayTakes);
        break;
      case 'block': {
        const whom = people.get(`${action.guild} ${action.whom}`);
        if (whom) block(member, channelId, whom);
        break;
      }
      case 'desk':
        operator.press(`cover-operator:${action.press}${action.of === null ? '' : guilds[action.of]?.id}`);
        break;
      case 'limit server':
        limitServer(guilds[action.of]?.id ?? '', action.takes);
        break;
      case 'settle doubts':
        operator.settle(action.retries);
        break;
      case 'command':
        type(member, channelId, action);
        break;
      case 'ask for words':
        askForWords(member, channelId, action);
        break;
      case 'be forgotten':
        follow(type(member, channelId, { name: 'privacy', subcommand: 'delete' }), { style: '', lyrics: null });
        break;
      case 'close history':
        history.add({ kind: 'history closed', channel: channelId });
        discord.openHistory(channelId, false);
        world.after(action.ms, {
          run() {
            history.add({ kind: 'history open', channel: channelId });
            discord.openHistory(channelId, true);
          },
        });
        break;
      case 'delete message':
        deleteMessage(member.guild, action.control);
        break;
      case 'remove bot':
      case 'add bot': {
        const isIn = action.do === 'add bot';
        history.add({ kind: isIn ? 'bot added' : 'bot removed', guild: member.guild.id });
        discord.letIn(member.guild, isIn);
        break;
      }
      case 'delete channel':
        // Whoever runs the bot needs one to do so in.
        if (member.guild.channelIds.length === 1) break;
        history.add({ kind: 'channel deleted', channel: channelId });
        discord.deleteChannel(channelId);
    }
  };

  return {
    guilds,
    /** Who runs the bot, and where. */
    operator: () => ({ id: people.get('0 0')?.id ?? '', guildId: guilds[0]?.id ?? '' }),
    interactions: interactions as readonly Interaction[],
    /** Does what somebody does once that has been done in a run; where it was about a job, whoever asked for that does so, and about that. */
    react(run: number, effect: string, n: number, about: string | undefined) {
      for (const reaction of plan.reactions ?? []) {
        if (reaction.n !== n || reaction.effect !== effect || reaction.incarnation !== run) continue;
        const { deed, afterMs } = reaction;
        const own = interactions.find(({ id }) => id === about);
        const does = () => {
          if (deed.do !== 'press' || !own) return act(deed);
          use(own.member, own.channelId, { control: deed.button, values: null, words: deed.words }, about);
        };
        world.after(afterMs, { run: does });
      }
    },
    begin() {
      for (const action of plan.actions) world.after(action.at, { run: () => act(action) });
    },
  };
}

function typedField(name: string, value: string): object {
  return { component: { type: TEXT_INPUT, custom_id: name, value } };
}

function filledIn(modal: Modal, words: Words): { custom_id: string; components: object[] } {
  const fields = modal.components.flatMap(({ component, components = [] }) =>
    component ? [component, ...components] : components,
  );
  return { custom_id: modal.custom_id, components: fields.map((field) => ({ component: filled(field, words) })) };
}

function filled({ type, custom_id, value, options }: Field, { style, lyrics }: Words): object {
  if (type === MENU) return { type, custom_id, values: options?.[0] ? [options[0].value] : [] };
  if (type === CHECKBOX) return { type, custom_id, value: true };
  if (type === UPLOAD) return { type, custom_id, values: [] };
  return { type, custom_id, value: custom_id === 'lyrics' ? (lyrics ?? value ?? '') : style };
}
