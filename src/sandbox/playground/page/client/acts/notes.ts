import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';

/** What only this window says: that something is on its way, or did not work. */
export interface Notes {
  /** Returns its id. */
  add(channelId: string, command: string, problem?: string): string;
  setProblem(id: string, problem: string): void;
  remove(id: string): void;
}

export function createNotes(store: Store<AppState>): Notes {
  let count = 0;
  return {
    add(channelId, command, problem) {
      const note = { id: `note-${count++}`, channelId, command, problem };
      store.set(({ notes }) => ({ notes: [...notes, note] }));
      return note.id;
    },
    setProblem(id, problem) {
      store.set(({ notes }) => ({ notes: notes.map((note) => (note.id === id ? { ...note, problem } : note)) }));
    },
    remove: (id) => store.set(({ notes }) => ({ notes: notes.filter((note) => note.id !== id) })),
  };
}
