import type { CommandEntry, CommandOption } from '../command-entry.ts';
import { optionKinds, problemOf, startCommand } from '../commands.ts';
import { focusedOption, isListed, offeredChoices } from '../option-choices.ts';
import { packFiles, sendAct } from '../server.ts';
import {
  type AppState,
  type CommandDraft,
  emptyDraft,
  type OptionChoice,
  type OptionValue,
  type PickedFile,
} from '../state.ts';
import type { Store } from '../store.ts';
import { draftOf, putDraft } from './drafts.ts';
import { focusSoon } from './focus.ts';
import type { Notes } from './notes.ts';
import { openForm } from './open-form.ts';

/** A command at the bottom, option by option. */
export interface CommandActs {
  start(entry: CommandEntry): void;
  /** Starts it with these options filled in, ready to be sent. */
  startWith(entry: CommandEntry, values: CommandDraft['values']): void;
  showOption(name: string): void;
  focusOption(name: string | undefined): void;
  setOption(name: string, value: OptionValue | undefined, words?: string): void;
  /** Something was typed into an option. */
  writeOption(option: CommandOption, words: string): void;
  /** False where there is nothing to choose from. */
  moveChoice(by: number): boolean;
  choose(choice: OptionChoice): void;
  /** Takes the choice that is lit, where one is wanted and none is taken yet. */
  choosePicked(): boolean;
  /** Gives up the command and goes back to plain text. */
  cancelCommand(): void;
  addFile(file: PickedFile): void;
  sendCommand(draft: CommandDraft): Promise<void>;
}

const SUGGEST_AFTER_MS = 150;

export function createCommandActs(store: Store<AppState>, notes: Notes): CommandActs {
  let suggestTimer: number | undefined;

  const draftNow = (): CommandDraft | undefined => {
    const draft = draftOf(store.get());
    return draft.kind === 'command' ? draft : undefined;
  };
  const change = (changes: (draft: CommandDraft) => Partial<CommandDraft>) => {
    const draft = draftNow();
    if (draft) putDraft(store, { ...draft, ...changes(draft) });
  };

  /** Has the bot propose values for what is being written. */
  const suggest = () => {
    clearTimeout(suggestTimer);
    suggestTimer = setTimeout(async () => {
      const { world, channelId } = store.get();
      const draft = draftNow();
      const option = draft && focusedOption(draft);
      if (!world || channelId === undefined || !draft || !option?.autocomplete) return;
      const { name } = draft.entry;
      const options = plainValues(draft, option.name);
      const outcome = await sendAct(world.me, { type: 'autocomplete', channelId, name, options, focused: option.name });
      if (draftNow()?.focused !== option.name) return;
      change(() => ({ suggested: outcome.kind === 'choices' ? outcome.choices : [], picked: 0 }));
    }, SUGGEST_AFTER_MS);
  };

  const focusOption = (name: string | undefined) => {
    if (draftNow()?.focused === name) return;
    change(() => ({ focused: name, picked: 0, suggested: [] }));
    suggest();
  };

  const setOption = (name: string, value: OptionValue | undefined, words = '') => {
    change(({ values: { [name]: _, ...others }, words: before }) => ({
      values: value === undefined ? others : { ...others, [name]: value },
      words: { ...before, [name]: words },
      problem: undefined,
      picked: 0,
    }));
    suggest();
  };

  const choose = (choice: OptionChoice) => {
    const draft = draftNow();
    const name = draft?.focused;
    if (!draft || name === undefined) return;
    setOption(name, choice.value, choice.name);
    // What is taken from the list needs no further proposals.
    clearTimeout(suggestTimer);
    change(() => ({ suggested: [] }));
    const next = draft.shown.find((other) => other !== name && draft.values[other] === undefined);
    focusSoon(next === undefined ? '.composer-send' : `[data-option="${next}"]`);
  };

  return {
    start(entry) {
      const draft = startCommand(entry);
      putDraft(store, draft);
      focusSoon(draft.focused === undefined ? '.composer-send' : `[data-option="${draft.focused}"]`);
      suggest();
    },
    startWith(entry, values) {
      const draft = startCommand(entry);
      const given = entry.options.filter(({ name }) => name in values);
      const words = given.flatMap(({ name }) => (typeof values[name] === 'string' ? [[name, values[name]]] : []));
      const shown = [...new Set([...draft.shown, ...given.map(({ name }) => name)])];
      putDraft(store, { ...draft, values, words: Object.fromEntries(words), shown, focused: undefined });
      focusSoon('.composer-send');
    },
    showOption(name) {
      change(({ shown }) => ({ shown: [...new Set([...shown, name])] }));
      focusOption(name);
      focusSoon(`[data-option="${name}"]`);
    },
    focusOption,
    setOption,
    writeOption(option, words) {
      setOption(option.name, typedValue(option, words, offeredNames(store.get(), option)), words);
    },
    moveChoice(by) {
      const draft = draftNow();
      const count = draft ? offeredChoices(store.get(), draft).length : 0;
      if (count > 0) change(({ picked }) => ({ picked: (picked + by + count) % count }));
      return count > 0;
    },
    choose,
    choosePicked() {
      const draft = draftNow();
      const option = draft && focusedOption(draft);
      const isOpen = option && (option.autocomplete || (isListed(option) && draft.values[option.name] === undefined));
      const choice = isOpen ? offeredChoices(store.get(), draft)[draft.picked] : undefined;
      if (choice) choose(choice);
      return choice !== undefined;
    },
    cancelCommand() {
      putDraft(store, emptyDraft);
      focusSoon('.composer-text');
    },
    addFile(file) {
      const target = draftNow()?.entry.options.find(
        ({ type, name }) => type === optionKinds.file && draftNow()?.values[name] === undefined,
      );
      if (!target) return;
      change(({ shown }) => ({ shown: [...new Set([...shown, target.name])] }));
      setOption(target.name, file);
    },
    async sendCommand(draft) {
      const { world, channelId } = store.get();
      if (!world || channelId === undefined) return;
      const problem = problemOf(draft);
      if (problem) {
        const { option = '' } = problem;
        change(({ shown }) => ({ problem, shown: [...new Set([...shown, option])], focused: option }));
        return focusSoon(`[data-option="${option}"]`);
      }
      const { files, option } = packFiles();
      const options = Object.fromEntries(Object.entries(draft.values).map(([name, value]) => [name, option(value)]));
      const note = notes.add(channelId, draft.entry.name);
      putDraft(store, emptyDraft);
      const outcome = await sendAct(world.me, { type: 'slash', channelId, name: draft.entry.name, options }, files);
      if (outcome.kind === 'problem') notes.setProblem(note, outcome.text);
      else notes.remove(note);
      openForm(store, outcome);
    },
  };
}

function offeredNames(state: AppState, option: CommandOption): readonly OptionChoice[] {
  const draft = draftOf(state);
  if (draft.kind !== 'command') return [];
  return offeredChoices(state, { ...draft, focused: option.name, words: {}, values: {} });
}

/** What was typed as the option takes it; undefined where it is only on the way to one of a list. */
function typedValue(option: CommandOption, words: string, listed: readonly OptionChoice[]): OptionValue | undefined {
  if (words.trim() === '') return undefined;
  const named = listed.find(({ name }) => name.toLowerCase() === words.trim().toLowerCase());
  if (named) return named.value;
  if (isListed(option)) return undefined;
  const isNumber = option.type === optionKinds.integer || option.type === optionKinds.number;
  return isNumber ? Number(words.replace(',', '.')) : words;
}

function plainValues({ values, words }: CommandDraft, focused: string): Record<string, string | number | boolean> {
  const plain = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(plain), [focused]: words[focused] ?? '' };
}
