import { html, nothing, type TemplateResult } from 'lit';
import type { Json, WireMessage } from '../../wire.ts';
import { pendingKey } from '../acts/use.ts';
import { type Choice, choicesOf, chosenIn } from '../choices.ts';
import { mostValues, textOf } from '../form.ts';
import { icon } from './icons.ts';
import { moveFocus } from './move-focus.ts';
import type { Scene } from './view.ts';

interface SelectMenu {
  /** Of the one list that may be open. */
  key: string;
  placeholder: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  most: number;
  isDisabled: boolean;
  isInvalid?: boolean;
  labelId?: string;
  /** Every change, in a form; what is chosen when the list is closed, in a message. */
  onChoose(values: readonly string[]): void;
  onClose?(): void;
}

/** A button that opens a list to choose one or several from. */
export function selectMenu({ state, use }: Scene, menu: SelectMenu): TemplateResult {
  const { key, placeholder, choices, chosen, most, isDisabled } = menu;
  const isOpen = state.popover === key;
  const labels = choices.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
  const close = () => {
    use.openPopover(undefined);
    menu.onClose?.();
  };
  const toggle = () => (isOpen ? close() : use.openPopover(key, chosen));
  const choose = (value: string) => {
    menu.onChoose(valuesAfter(value, chosen, most));
    if (most === 1) use.openPopover(undefined);
  };
  return html`<div class="select ${isOpen ? 'open' : ''}" data-popover-root>
    <button
      type="button"
      class="select-button"
      aria-haspopup="listbox"
      aria-expanded=${isOpen}
      aria-invalid=${menu.isInvalid === true}
      aria-labelledby=${menu.labelId === undefined ? nothing : `${menu.labelId} ${menu.labelId}-chosen`}
      ?disabled=${isDisabled}
      @click=${toggle}
    >
      <span id=${menu.labelId === undefined ? nothing : `${menu.labelId}-chosen`} class=${labels.length > 0 ? '' : 'placeholder'}>${labels.join(', ') || placeholder}</span>
      ${icon('down')}
    </button>
    ${isOpen ? listView(menu, choose, close) : nothing}
  </div>`;
}

function listView(
  { choices, chosen, most, placeholder }: SelectMenu,
  choose: (value: string) => void,
  close: () => void,
): TemplateResult {
  return html`<div class="popover select-list" role="listbox" aria-label=${placeholder} aria-multiselectable=${most > 1} @keydown=${moveFocus}>
    ${choices.map(
      ({ value, label, description, emoji }) =>
        html`<button
          type="button"
          role="option"
          aria-selected=${chosen.includes(value)}
          @click=${() => choose(value)}
        >
          ${emoji === '' ? nothing : html`<span class="button-emoji">${emoji}</span>`}
          <span><b>${label}</b>${description === '' ? nothing : html`<small>${description}</small>`}</span>
          ${chosen.includes(value) ? icon('check') : nothing}
        </button>`,
    )}
    ${most > 1 ? html`<button type="button" role="option" class="select-done" @click=${close}>Done</button>` : nothing}
  </div>`;
}

/** A menu under a message; it is sent as soon as enough is chosen, or when its list is closed. */
export function messageMenu(scene: Scene, message: WireMessage, component: Json): TemplateResult {
  const { state, use } = scene;
  const customId = textOf(component.custom_id);
  const key = pendingKey(message.id, customId);
  const most = mostValues(component);
  const before = chosenIn(component);
  const chosen = state.popover === key ? state.chosen : before;
  const send = (values: readonly string[]) => void use.select(message, customId, values);
  return selectMenu(scene, {
    key,
    placeholder: textOf(component.placeholder) || 'Make a selection',
    choices: choicesOf(component, state.world, message.channelId),
    chosen,
    most,
    isDisabled: component.disabled === true || state.pending.has(key),
    onChoose: (values) => (most === 1 ? send(values) : use.choose(values)),
    onClose() {
      if (most > 1 && chosen.join() !== before.join()) send(chosen);
    },
  });
}

function valuesAfter(value: string, chosen: readonly string[], most: number): readonly string[] {
  if (most === 1) return [value];
  if (chosen.includes(value)) return chosen.filter((other) => other !== value);
  return chosen.length < most ? [...chosen, value] : chosen;
}
