import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Json } from '../../wire.ts';
import { type Field, fieldIn, kinds, textOf } from '../form.ts';
import { markdown } from '../markdown/render.ts';
import type { OpenForm } from '../state.ts';
import { avatarOf } from './avatar.ts';
import { fieldView } from './form-fields.ts';
import { icon } from './icons.ts';
import type { Scene, View } from './view.ts';

/** The form that the bot has opened, above everything else. */
export function formView(scene: Scene): View {
  const { form } = scene.state;
  if (!form) return nothing;
  const { use } = scene;
  const cancel = (event: Event) => {
    event.preventDefault();
    use.closeForm();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void use.submit();
  };
  return html`<dialog class="form" aria-labelledby="form-title" @cancel=${cancel} ${ref(showAsModal)}>
    <form novalidate @submit=${submit}>
      ${headView(scene, form)}
      <div class="form-body">
        ${form.modal.components.map((component) => partView(scene, form, component))}
        ${form.problem === undefined ? nothing : html`<p class="failure" role="alert">${icon('warning')} ${form.problem}</p>`}
      </div>
      <footer>
        <button type="button" class="button plain" @click=${cancel}>Cancel</button>
        <button type="submit" class="button primary ${form.isSending ? 'pending' : ''}" ?disabled=${form.isSending}>
          <span class="button-label">Submit</span>
          ${form.isSending ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : nothing}
        </button>
      </footer>
    </form>
  </dialog>`;
}

function headView({ state, use }: Scene, { modal }: OpenForm): TemplateResult {
  const bot = state.world?.users.find(({ isBot }) => isBot)?.name ?? '';
  return html`<header>
    <img src=${avatarOf(bot, state.world)} alt="" />
    <h2 id="form-title">${modal.title}</h2>
    <button type="button" class="icon-button" aria-label="Close" @click=${use.closeForm}>${icon('close')}</button>
  </header>`;
}

function partView(scene: Scene, form: OpenForm, component: Json): TemplateResult {
  if (component.type === kinds.text) {
    return html`<div class="text-display">${markdown(scene, textOf(component.content))}</div>`;
  }
  const field = fieldIn(component);
  return field ? labelled(scene, form, field) : html``;
}

function labelled(scene: Scene, form: OpenForm, field: Field): TemplateResult {
  const problem = form.problems[field.id];
  const id = `field-${field.id}`;
  return html`<div class="field ${problem === undefined ? '' : 'wrong'}">
    <label id="${id}-label" for=${id}>
      ${field.label}${field.isRequired ? html`<span class="star" aria-hidden="true"> *</span>` : nothing}
    </label>
    ${field.description === undefined ? nothing : html`<p class="field-about" id="${id}-about">${field.description}</p>`}
    ${fieldView(scene, field, { id, value: form.values[field.id], isInvalid: problem !== undefined })}
    ${problem === undefined ? nothing : html`<p class="failure" role="alert">${problem}</p>`}
  </div>`;
}

/** The browser keeps the keyboard within it and everything behind it still. */
function showAsModal(element: Element | undefined): void {
  if (!(element instanceof HTMLDialogElement) || element.open) return;
  // The element is in the document only after this.
  queueMicrotask(() => {
    if (!element.isConnected || element.open) return;
    element.showModal();
    element.querySelector<HTMLElement>('.field input, .field textarea, .field button')?.focus();
  });
}
