import type { APIModalInteractionResponseCallbackData, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { View } from './views/view.ts';

/** A record that dispatch loads by the custom id's id before `first` is asked. */
export type Need = 'draft' | 'job';

/** What leaves within milliseconds. Messages are always private. */
export type FirstAnswer =
  | { kind: 'modal'; modal: APIModalInteractionResponseCallbackData }
  | { kind: 'defer' }
  | { kind: 'deferUpdate' }
  | { kind: 'reply'; view: View }
  | { kind: 'update'; view: View }
  | { kind: 'choices'; choices: readonly { name: string; value: string }[] };

/** One thing that a member can type, click or submit. Both parts throw `UserError` to refuse in words. */
export interface Entry<Schema extends z.ZodType = z.ZodType> {
  /** Checks what came with the interaction before `first` sees it. */
  input: Schema;
  needs?: readonly Need[];
  /** The button of a form that a refusal may lead back to, by its custom id; what the form shows must be saved by then. */
  fixId?(call: Call<z.output<Schema>>): string | null;
  /** Pure, and fast: Discord waits three seconds for all of it. */
  first(call: Call<z.output<Schema>>): FirstAnswer;
  /**
   * Runs when the first answer has left, modals included. Its view replaces that answer; nothing is replaced when it returns
   * undefined or after a modal, which cannot be edited.
   */
  run?(call: Call<z.output<Schema>>): Promise<View | undefined>;
}

export interface Command {
  /** Of the slash command, and the first part of its custom ids. */
  name: string;
  /** For registration: the slash command, and a context menu where there is one. */
  data: readonly RESTPostAPIApplicationCommandsJSONBody[];
  slash?: Entry;
  autocomplete?: Entry;
  menu?: Entry;
  /** By the action of their custom ids. */
  buttons: Readonly<Record<string, Entry>>;
  modals: Readonly<Record<string, Entry>>;
  selects: Readonly<Record<string, Entry>>;
}

/** For entries that nothing but their custom id comes with. */
export const noInput = z.object({});

/** Gives `first` and `run` the types of the schema; changes nothing at run time. */
export function defineEntry<Schema extends z.ZodType>(entry: Entry<Schema>): Entry {
  return entry;
}
