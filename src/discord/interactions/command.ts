import type { APIModalInteractionResponseCallbackData, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { z } from 'zod';
import type { View } from '../views/view.ts';
import type { InteractionContext } from './interaction-context.ts';

/** What dispatch loads before a handler is asked: records by the custom id's id, and what is kept of the server and the member. */
export type Need = 'draft' | 'job' | 'settings' | 'lastStyles';

/** What leaves within milliseconds. Messages are always private. */
export type FirstAnswer =
  | { kind: 'modal'; modal: APIModalInteractionResponseCallbackData }
  | { kind: 'defer' }
  | { kind: 'deferUpdate' }
  | { kind: 'reply'; view: View }
  | { kind: 'update'; view: View }
  /** The buttons and menus of the message are exchanged; its text and files stay. */
  | { kind: 'updateControls'; components: View['components'] }
  | { kind: 'choices'; choices: readonly { name: string; value: string }[] };

/** One thing that a member can type, click or submit. All parts throw `UserError` to refuse in words. */
export interface Handler<Schema extends z.ZodType = z.ZodType, Guarded = unknown, Prepared = Guarded> {
  /** Checks what came with the interaction before anything else sees it. */
  input: Schema;
  needs?: readonly Need[];
  /** The button of a form that a refusal may lead back to, by its custom id; what the form shows must be saved by then. */
  retryButtonId?(call: InteractionContext<z.output<Schema>>): string | null;
  /**
   * Who may, and about what: asked once, before the first answer. Pure, and decides by what came with the interaction and was
   * loaded for it. What it finds is handed on.
   */
  guard?(call: InteractionContext<z.output<Schema>>): Guarded;
  /**
   * What the first answer has to wait for, such as a vote that it shows; within the second that loading may take. What comes of
   * it is handed on in place of what the guard found.
   */
  prepare?(call: InteractionContext<z.output<Schema>>, guarded: Guarded): Promise<Prepared>;
  /** Pure, and fast: Discord waits three seconds for all of it. */
  respond(call: InteractionContext<z.output<Schema>>, prepared: Prepared): FirstAnswer;
  /**
   * Runs when the first answer has left, modals included. Its view replaces that answer; nothing is replaced when it returns
   * undefined or after a modal, which cannot be edited. `followUp` shows one more private message, for what does not go into one;
   * after a first answer that was a message, since Discord puts it in place of one that is still to come.
   */
  execute?(
    call: InteractionContext<z.output<Schema>>,
    prepared: Prepared,
    followUp: (view: View) => Promise<void>,
  ): Promise<View | undefined>;
}

export interface Command {
  /** Of the slash command, and the first part of its custom ids. */
  name: string;
  /** For registration: the slash command, and a context menu where there is one. */
  data: readonly RESTPostAPIApplicationCommandsJSONBody[];
  /** Registered in these servers alone. Missing: in all. */
  guildIds?: readonly string[];
  /** Of a command without subcommands. */
  slash?: Handler;
  /** By the names of its subcommands. */
  subcommands?: Readonly<Record<string, Handler>>;
  /** Proposes values for an option of any of its subcommands; `call.subcommand` says which. */
  autocomplete?: Handler;
  menu?: Handler;
  /** By the action of their custom ids. */
  buttons: Readonly<Record<string, Handler>>;
  modals: Readonly<Record<string, Handler>>;
  selects: Readonly<Record<string, Handler>>;
}

/** For handlers that nothing but their custom id comes with. */
export const noInput = z.object({});

/** Gives the parts of a handler the types of its schema and of what they hand on; changes nothing at run time. */
export function defineHandler<Schema extends z.ZodType, Guarded = undefined, Prepared = Guarded>(
  handler: Handler<Schema, Guarded, Prepared>,
): Handler {
  return handler as Handler;
}
