/** What the page and its server tell each other. Types only: both sides import it, and nothing of it is ever sent. */

export type Json = Record<string, unknown>;

/** Somebody a window can be. */
export interface WirePerson {
  id: string;
  name: string;
  /** In a word or two: `owner`. */
  role: string;
}

export interface WireUser {
  id: string;
  name: string;
  isBot: boolean;
}

export interface WireChannel {
  id: string;
  name: string;
  kind: 'text' | 'thread' | 'dm';
  /** Of a thread. */
  parentId: string | null;
  topic: string | null;
  /** Ids of the commands that this member may use here. */
  commandIds: string[];
}

export interface WireGuild {
  id: string;
  name: string;
  channels: WireChannel[];
  roles: { id: string; name: string }[];
  memberIds: string[];
  /** As the bot registered them. */
  commands: Json[];
}

/** A song that everybody can choose without having one. */
export interface WireSample {
  id: string;
  fileName: string;
  title: string;
  about: string;
  /** Where it can be heard. */
  url: string;
}

/** Something that a newcomer may want to try, and how far the page goes with it. */
export interface WireTry {
  id: string;
  label: string;
  about: string;
  does: /** Fills in a command, up to sending it. */
    | { kind: 'command'; name: string; options: Record<string, string | { sample: string }> }
    /** Goes to the newest message that has such a button. */
    | { kind: 'button'; label: string }
    /** Opens what apps can do with the newest file that a person has posted. */
    | { kind: 'apps' }
    | { kind: 'people' }
    | { kind: 'panel' };
}

/** What one person can see, but for the messages. */
export interface WireWorld {
  me: string;
  people: WirePerson[];
  users: WireUser[];
  guilds: WireGuild[];
  /** The conversation with the bot. */
  directMessages: WireChannel;
  samples: WireSample[];
  /** In the channel where everything begins. */
  tries: { channelId: string; items: readonly WireTry[] };
}

export interface WireClock {
  /** Milliseconds since the epoch, as the stand-ins count them. */
  now: number;
  /** Seconds that pass in one real second. */
  speed: number;
}

export interface WireReply {
  authorId: string;
  author: string;
  isBot: boolean;
  text: string;
  hasFiles: boolean;
}

export interface WireMessage {
  id: string;
  channelId: string;
  /** As Discord's API answers it, with links to this server. */
  json: Json;
  isPrivate: boolean;
  isThinking: boolean;
  isEdited: boolean;
  /** Who used which command, where it answers one. */
  used: { userId: string; command: string } | null;
  /** `gone` when what it replies to was deleted. */
  reply: WireReply | 'gone' | null;
  reactions: { emoji: string; userIds: readonly string[] }[];
}

export interface WireChoice {
  id: string;
  label: string;
}

export interface WireTrouble {
  id: string;
  label: string;
  about: string;
  /** Waiting for its moment. */
  isArmed: boolean;
  /** How often it has struck. */
  hits: number;
}

export interface WireJob {
  id: string;
  states: { state: string; at: number }[];
  provider: string | null;
  model: string | null;
  failure: string | null;
}

export interface WireRequest {
  at: number;
  to: string;
  method: string;
  path: string;
  status: number | null;
  fault: string | null;
  body: string;
}

/** What happens behind the scenes. */
export interface WirePanel {
  bot: { state: string; starts: number; problem: string | null };
  speed: { current: string; choices: WireChoice[] };
  offer: { current: string; choices: WireChoice[] };
  troubles: WireTrouble[];
  money: { spentMicros: number; paidRequests: number };
  /** Newest first. */
  jobs: WireJob[];
  /** Newest first. */
  requests: WireRequest[];
  /** Newest last. */
  log: string[];
}

/** From the server, over the live connection. */
export type WireNews =
  | { type: 'world'; world: WireWorld }
  | { type: 'clock'; clock: WireClock }
  /** All that there are, in place of what was known. */
  | { type: 'messages'; messages: WireMessage[] }
  | { type: 'message'; message: WireMessage }
  | { type: 'gone'; channelId: string; messageId: string }
  | { type: 'panel'; panel: WirePanel }
  /** Everything was begun anew: what the page knows is of no use any more. */
  | { type: 'leave' };

/** A file of an act: one that is sent with it, by its number, or a sample song. */
export type WireFile = { file: number } | { sample: string };

export type WireValue = string | number | boolean | WireFile;

export type WireField = string | boolean | string[] | WireFile[];

/** What a person does, who is named beside it. */
export type WireAct =
  | { type: 'slash'; channelId: string; name: string; options: Record<string, WireValue> }
  | {
      type: 'autocomplete';
      channelId: string;
      name: string;
      options: Record<string, string | number | boolean>;
      focused: string;
    }
  | { type: 'menu'; channelId: string; messageId: string; name: string }
  | { type: 'click'; channelId: string; messageId: string; customId: string }
  | { type: 'select'; channelId: string; messageId: string; customId: string; values: string[] }
  | { type: 'submit'; interactionId: string; values: Record<string, WireField> }
  | { type: 'post'; channelId: string; content: string; files: WireFile[]; replyTo: string | null }
  | { type: 'react'; channelId: string; messageId: string; emoji: string; isOn: boolean };

export interface WireModal {
  custom_id: string;
  title: string;
  components: Json[];
}

export type WireOutcome =
  | { kind: 'done' }
  | { kind: 'modal'; interactionId: string; modal: WireModal }
  | { kind: 'choices'; choices: { name: string; value: string | number }[] }
  /** `isSilent` when the bot did not answer in time; else what the client would not let through. */
  | { kind: 'problem'; text: string; isSilent: boolean };

/** What somebody does behind the scenes. */
export type WireControl =
  | { type: 'bot'; to: 'start' | 'stop' | 'restart' | 'kill' }
  | { type: 'speed'; id: string }
  | { type: 'offer'; id: string }
  | { type: 'trouble'; id: string; isArmed: boolean }
  /** Goes to the beginning of the next day, by UTC. */
  | { type: 'nextDay' }
  /** Forgets everything and begins anew. */
  | { type: 'reset' };
