import type { AppState, PickedFile } from '../state.ts';
import type { Store } from '../store.ts';
import { type CommandActs, createCommandActs } from './compose-command.ts';
import { createTextActs, offeredEntries, type TextActs } from './compose-text.ts';
import { draftOf } from './drafts.ts';
import { createNotes } from './notes.ts';

/** Everything in the line at the bottom. */
export interface ComposeActs extends Omit<TextActs, 'sendText'>, Omit<CommandActs, 'sendCommand' | 'addFile'> {
  /** Starts the command that is lit in the list; false when there is no list. */
  startPicked(): boolean;
  send(): Promise<void>;
}

export function createComposeActs(store: Store<AppState>): ComposeActs {
  const notes = createNotes(store);
  const text = createTextActs(store, notes);
  const command = createCommandActs(store, notes);

  return {
    ...text,
    ...command,
    addFiles(files: readonly PickedFile[]) {
      if (draftOf(store.get()).kind === 'text') return text.addFiles(files);
      // With a command open a dropped file is meant for it.
      for (const file of files) command.addFile(file);
    },
    startPicked() {
      const draft = draftOf(store.get());
      const entry = draft.kind === 'text' ? offeredEntries(store.get())[draft.picked] : undefined;
      if (entry) command.start(entry);
      return entry !== undefined;
    },
    send() {
      const draft = draftOf(store.get());
      return draft.kind === 'command' ? command.sendCommand(draft) : text.sendText(draft);
    },
  };
}
