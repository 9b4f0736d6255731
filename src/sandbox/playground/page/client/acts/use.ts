import type { WireAct, WireMessage } from '../../wire.ts';
import { problemsIn } from '../form.ts';
import { packFiles, sendAct } from '../server.ts';
import type { AppState, FieldValue, OpenMenu } from '../state.ts';
import type { Store } from '../store.ts';
import { focusSoon } from './focus.ts';
import { openForm } from './open-form.ts';

/** What can be done with messages and with the forms that they open. */
export interface UseActs {
  click(message: WireMessage, customId: string): Promise<void>;
  select(message: WireMessage, customId: string, values: readonly string[]): Promise<void>;
  runOn(message: WireMessage, command: string): Promise<void>;
  react(message: WireMessage, emoji: string): Promise<void>;
  dismiss(messageId: string): void;
  dismissNote(noteId: string): void;
  openMenu(menu: OpenMenu | undefined): void;
  openPopover(key: string | undefined, chosen?: readonly string[]): void;
  choose(values: readonly string[]): void;
  setField(id: string, value: FieldValue): void;
  submit(): Promise<void>;
  closeForm(): void;
}

export const pendingKey = (messageId: string, customId: string) => `${messageId} ${customId}`;

export function createUseActs(store: Store<AppState>): UseActs {
  /** Shows that a control waits, and that it failed where it did. */
  const use = async (message: WireMessage, key: string, act: WireAct) => {
    const { world, pending } = store.get();
    if (!world || pending.has(key)) return;
    store.set(({ failed }) => ({ pending: new Set([...pending, key]), failed: without(failed, message.id) }));
    const outcome = await sendAct(world.me, act);
    store.set((state) => ({
      pending: without(state.pending, key),
      failed: outcome.kind === 'problem' ? new Set([...state.failed, message.id]) : state.failed,
    }));
    openForm(store, outcome);
  };

  return {
    click: (message, customId) =>
      use(message, pendingKey(message.id, customId), { type: 'click', ...placeOf(message), customId }),
    select(message, customId, values) {
      store.set({ popover: undefined, chosen: [] });
      const key = pendingKey(message.id, customId);
      return use(message, key, { type: 'select', ...placeOf(message), customId, values: [...values] });
    },
    runOn(message, command) {
      store.set({ menu: undefined });
      return use(message, pendingKey(message.id, `menu ${command}`), {
        type: 'menu',
        ...placeOf(message),
        name: command,
      });
    },
    async react(message, emoji) {
      const { world } = store.get();
      store.set({ menu: undefined });
      if (!world) return;
      const isOn = !message.reactions.some(
        (reaction) => reaction.emoji === emoji && reaction.userIds.includes(world.me),
      );
      await sendAct(world.me, { type: 'react', ...placeOf(message), emoji, isOn });
    },
    dismiss: (messageId) => store.set(({ dismissed }) => ({ dismissed: new Set([...dismissed, messageId]) })),
    dismissNote: (noteId) => store.set(({ notes }) => ({ notes: notes.filter(({ id }) => id !== noteId) })),
    openMenu(menu) {
      store.set({ menu, popover: undefined });
      if (menu) focusSoon('.menu [role="menuitem"]');
    },
    openPopover(popover, chosen = []) {
      store.set({ popover, chosen, menu: undefined });
      if (popover !== undefined) focusSoon('.popover [role="option"][aria-selected="true"], .popover [role="option"]');
    },
    choose: (chosen) => store.set({ chosen }),
    setField(id, value) {
      store.set(({ form }) => {
        if (!form) return {};
        const { [id]: _, ...problems } = form.problems;
        return { form: { ...form, values: { ...form.values, [id]: value }, problems, problem: undefined } };
      });
    },
    async submit() {
      const { form, world } = store.get();
      if (!form || !world || form.isSending) return;
      const problems = problemsIn(form.modal, form.values);
      if (Object.keys(problems).length > 0) {
        store.set({ form: { ...form, problems } });
        return focusSoon('.form [aria-invalid="true"]');
      }
      store.set({ form: { ...form, isSending: true, problem: undefined } });
      const { files, field } = packFiles();
      const values = Object.fromEntries(Object.entries(form.values).map(([id, value]) => [id, field(value)]));
      const { interactionId } = form;
      const outcome = await sendAct(world.me, { type: 'submit', interactionId, values }, files);
      if (store.get().form?.interactionId !== interactionId) return;
      if (outcome.kind !== 'problem') return store.set({ form: undefined });
      const problem = outcome.isSilent ? 'Something went wrong. Try again.' : outcome.text;
      store.set({ form: { ...form, isSending: false, problem } });
    },
    closeForm: () => store.set({ form: undefined }),
  };
}

function placeOf({ channelId, id }: WireMessage): { channelId: string; messageId: string } {
  return { channelId, messageId: id };
}

function without<Item>(items: ReadonlySet<Item>, gone: Item): Set<Item> {
  return new Set([...items].filter((item) => item !== gone));
}
