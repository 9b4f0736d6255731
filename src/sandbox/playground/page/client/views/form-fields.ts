import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { choicesOf } from '../choices.ts';
import { type Field, kinds, mostValues, textOf } from '../form.ts';
import type { FieldValue, PickedFile } from '../state.ts';
import { showBytes } from './attachments.ts';
import { fileChooser } from './file-chooser.ts';
import { icon } from './icons.ts';
import { selectMenu } from './select-menu.ts';
import type { Scene } from './view.ts';

interface Filled {
  id: string;
  value: FieldValue | undefined;
  isInvalid: boolean;
}

const PARAGRAPH = 2;

/** One field of a form, by its kind. */
export function fieldView(scene: Scene, field: Field, filled: Filled): TemplateResult {
  switch (field.component.type) {
    case kinds.textInput:
      return textField(scene, field, filled);
    case kinds.upload:
      return uploadField(scene, field, filled);
    case kinds.radio:
      return tickField(scene, field, filled, 'radio');
    case kinds.checkboxes:
      return tickField(scene, field, filled, 'checkbox');
    case kinds.checkbox:
      return checkboxField(scene, field, filled);
    default:
      return selectField(scene, field, filled);
  }
}

function textField({ use }: Scene, { id: name, component, isRequired }: Field, { id, value, isInvalid }: Filled) {
  const text = typeof value === 'string' ? value : '';
  const most = typeof component.max_length === 'number' ? component.max_length : 4_000;
  const change = ({ currentTarget }: Event) =>
    use.setField(name, (currentTarget as HTMLInputElement | HTMLTextAreaElement).value);
  const placeholder = textOf(component.placeholder);
  const input =
    component.style === PARAGRAPH
      ? html`<textarea
          id=${id}
          rows="4"
          maxlength=${most}
          placeholder=${placeholder}
          aria-invalid=${isInvalid}
          aria-required=${isRequired}
          .value=${live(text)}
          @input=${change}
        ></textarea>`
      : html`<input
          id=${id}
          maxlength=${most}
          placeholder=${placeholder}
          autocomplete="off"
          aria-invalid=${isInvalid}
          aria-required=${isRequired}
          .value=${live(text)}
          @input=${change}
        />`;
  return html`<div class="text-field">${input}<small class="count" aria-hidden="true">${most - text.length}</small></div>`;
}

function uploadField(
  scene: Scene,
  { id: name, label, component }: Field,
  { value, isInvalid }: Filled,
): TemplateResult {
  const { use } = scene;
  const files = filesIn(value);
  const most = mostValues(component);
  const types = Array.isArray(component.file_types) ? component.file_types.map(String) : undefined;
  const add = (picked: readonly PickedFile[]) => use.setField(name, [...files, ...picked].slice(-most));
  const chooser = fileChooser(scene, {
    key: `field ${name}`,
    label: html`<b>${files.length === 0 ? 'Choose a file' : 'Choose another file'}</b> <span>or drop one here</span>`,
    name: `${label}: choose ${files.length === 0 ? 'a' : 'another'} file or drop one here`,
    className: 'drop-zone',
    types,
    isMultiple: most > 1,
    isInvalid,
    onPick: add,
  });
  return html`<div class="upload-field" data-upload=${name}>
    ${files.map(
      (file) =>
        html`<div class="picked-file">
          ${icon('note')} <b>${file.name}</b>
          <small>${file.size === undefined ? 'sample song' : showBytes(file.size)}</small>
          <button
            type="button"
            class="icon-button"
            aria-label="Remove ${file.name}"
            @click=${() =>
              use.setField(
                name,
                files.filter((other) => other !== file),
              )}
          >
            ${icon('close')}
          </button>
        </div>`,
    )}
    ${chooser}
  </div>`;
}

function tickField(
  { state, use }: Scene,
  { id: name, component }: Field,
  { id, value, isInvalid }: Filled,
  kind: 'radio' | 'checkbox',
): TemplateResult {
  const chosen = stringsIn(value);
  const change = (choice: string) => (event: Event) => {
    const isOn = (event.currentTarget as HTMLInputElement).checked;
    const others = kind === 'radio' ? [] : chosen.filter((other) => other !== choice);
    use.setField(name, isOn ? [...others, choice] : others);
  };
  const isFull = kind === 'checkbox' && chosen.length >= mostValues(component);
  return html`<div class="ticks" role=${kind === 'radio' ? 'radiogroup' : 'group'} aria-labelledby="${id}-label">
    ${choicesOf(component, state.world, state.channelId).map(
      (choice, index) =>
        html`<label>
          <input
            type=${kind}
            id=${index === 0 ? id : nothing}
            name=${name}
            aria-invalid=${isInvalid}
            .checked=${live(chosen.includes(choice.value))}
            ?disabled=${isFull && !chosen.includes(choice.value)}
            @change=${change(choice.value)}
          />
          <span>
            ${choice.label}${choice.description === '' ? nothing : html`<small>${choice.description}</small>`}
          </span>
        </label>`,
    )}
  </div>`;
}

function checkboxField({ use }: Scene, { id: name, label }: Field, { id, value }: Filled): TemplateResult {
  return html`<input
    type="checkbox"
    class="single-tick"
    id=${id}
    aria-label=${label}
    .checked=${live(value === true)}
    @change=${({ currentTarget }: Event) => use.setField(name, (currentTarget as HTMLInputElement).checked)}
  />`;
}

function selectField(scene: Scene, { id: name, component }: Field, { id, value, isInvalid }: Filled): TemplateResult {
  return selectMenu(scene, {
    key: `field ${name}`,
    placeholder: textOf(component.placeholder) || 'Make a selection',
    choices: choicesOf(component, scene.state.world, scene.state.channelId),
    chosen: stringsIn(value),
    most: mostValues(component),
    isDisabled: false,
    isInvalid,
    labelId: `${id}-label`,
    onChoose: (values) => scene.use.setField(name, [...values]),
  });
}

function filesIn(value: FieldValue | undefined): PickedFile[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object') : [];
}

function stringsIn(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
