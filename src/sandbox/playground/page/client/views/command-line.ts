import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { CommandOption } from '../command-entry.ts';
import { optionKinds } from '../commands.ts';
import { focusedOption, offeredChoices } from '../option-choices.ts';
import type { CommandDraft } from '../state.ts';
import { fileChooser } from './file-chooser.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

/** A command with its options, each in a field of its own. */
export function commandLine(scene: Scene, draft: CommandDraft): TemplateResult {
  const { compose } = scene;
  const { entry, shown } = draft;
  const options = entry.options.filter(({ name }) => shown.includes(name));
  return html`${helpView(scene, draft)}
    <div class="composer-line command-line" @keydown=${(event: KeyboardEvent) => onKey(scene, event)}>
      <b class="command-name">/${entry.name}</b>
      <div class="options">${options.map((option) => optionView(scene, draft, option))} ${moreView(scene, draft)}</div>
      <button class="icon-button" aria-label="Give up this command" @click=${() => compose.cancelCommand()}>
        ${icon('close')}
      </button>
      <button class="composer-send icon-button" aria-label="Send" @click=${() => compose.send()}>${icon('send')}</button>
    </div>`;
}

function onKey({ compose, state }: Scene, event: KeyboardEvent): void {
  if (event.isComposing || state.popover !== undefined) return;
  const target = event.target as HTMLElement;
  const isField = target.matches('input');
  const keys: Readonly<Record<string, () => boolean>> = {
    ArrowDown: () => isField && compose.moveChoice(1),
    ArrowUp: () => isField && compose.moveChoice(-1),
    Tab: () => isField && !event.shiftKey && compose.choosePicked(),
    Escape() {
      compose.cancelCommand();
      return true;
    },
    Enter() {
      if (!isField) return false;
      if (!compose.choosePicked()) void compose.send();
      return true;
    },
  };
  if (keys[event.key]?.()) event.preventDefault();
}

/** What the field is for, what is wrong with it, and what can be chosen for it. */
function helpView({ state, compose }: Scene, draft: CommandDraft): View {
  const option = focusedOption(draft);
  const { problem, picked, entry } = draft;
  const choices = offeredChoices(state, draft);
  return html`<div class="picker option-help">
    <p class=${problem ? 'failure' : ''} role=${problem ? 'alert' : nothing}>
      ${problem ? problem.text : option ? html`<b>${option.name}</b> ${option.description}` : entry.description}
    </p>
    ${
      choices.length === 0
        ? nothing
        : html`<div role="listbox" aria-label="Choices">
            ${choices.map(
              (choice, index) =>
                html`<button
                  role="option"
                  tabindex="-1"
                  aria-selected=${index === picked}
                  @mousedown=${(event: Event) => event.preventDefault()}
                  @click=${() => compose.choose(choice)}
                >
                  ${choice.name}
                </button>`,
            )}
          </div>`
    }
  </div>`;
}

function optionView(scene: Scene, draft: CommandDraft, option: CommandOption): TemplateResult {
  const isWrong = draft.problem?.option === option.name;
  return html`<span class="option ${draft.focused === option.name ? 'focused' : ''} ${isWrong ? 'wrong' : ''}">
    <span class="option-name">${option.name}</span>${controlView(scene, draft, option)}
  </span>`;
}

function controlView(scene: Scene, draft: CommandDraft, option: CommandOption): TemplateResult {
  const { compose } = scene;
  const { name, type } = option;
  const value = draft.values[name];
  if (type === optionKinds.file) {
    const label = typeof value === 'object' ? html`${icon('note')} ${value.name}` : 'Choose a file';
    return fileChooser(scene, {
      key: `option ${name}`,
      label,
      name: typeof value === 'object' ? `${name}: ${value.name}, choose another one` : `${name}: choose a file`,
      className: 'option-file',
      types: option.file_types,
      isMultiple: false,
      optionName: name,
      onPick: ([file]) => compose.setOption(name, file),
    });
  }
  const isNumber = type === optionKinds.integer || type === optionKinds.number;
  return html`<input
    data-option=${name}
    aria-label="${name}: ${option.description}"
    autocomplete="off"
    inputmode=${isNumber ? 'decimal' : 'text'}
    maxlength=${option.max_length ?? nothing}
    .value=${live(draft.words[name] ?? '')}
    @focus=${() => compose.focusOption(name)}
    @input=${({ currentTarget }: Event) => compose.writeOption(option, (currentTarget as HTMLInputElement).value)}
  />`;
}

function moreView({ compose }: Scene, { entry, shown }: CommandDraft): View {
  const hidden = entry.options.filter(({ name }) => !shown.includes(name));
  return html`${hidden.map(
    ({ name, description }) =>
      html`<button class="option-more" title=${description} @click=${() => compose.showOption(name)}>+ ${name}</button>`,
  )}`;
}
