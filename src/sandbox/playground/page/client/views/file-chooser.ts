import { html, nothing, type TemplateResult } from 'lit';
import { acceptedTypes } from '../file-types.ts';
import type { PickedFile } from '../state.ts';
import { icon } from './icons.ts';
import { moveFocus } from './move-focus.ts';
import type { Scene } from './view.ts';

interface FileChooser {
  /** Of the one list that may be open. */
  key: string;
  /** On the button; its name for those who do not see it. */
  label: unknown;
  name: string;
  className: string;
  types: readonly string[] | undefined;
  isMultiple: boolean;
  /** For whoever looks for the field. */
  optionName?: string;
  isInvalid?: boolean;
  onPick(files: readonly PickedFile[]): void;
}

/** A button that offers the sample songs beside the files of this machine. */
export function fileChooser(scene: Scene, chooser: FileChooser): TemplateResult {
  const { state, use } = scene;
  const { key, label, name, className, optionName } = chooser;
  const isOpen = state.popover === key;
  return html`<span class="file-chooser" data-popover-root>
    <button
      type="button"
      class=${className}
      aria-haspopup="menu"
      aria-expanded=${isOpen}
      aria-label=${name}
      aria-invalid=${chooser.isInvalid === true}
      data-option=${optionName ?? nothing}
      @click=${() => use.openPopover(isOpen ? undefined : key)}
    >
      ${label}
    </button>
    ${isOpen ? chooserList(scene, chooser) : nothing}
  </span>`;
}

function chooserList({ state, use, panel }: Scene, { types, isMultiple, onPick }: FileChooser): TemplateResult {
  const pick = (files: readonly PickedFile[]) => {
    use.openPopover(undefined);
    if (files.length > 0) onPick(files);
  };
  const pickOwn = ({ currentTarget }: Event) => {
    const { files } = currentTarget as HTMLInputElement;
    pick([...(files ?? [])].map(ownFile));
  };
  return html`<div class="popover chooser" role="group" aria-label="Files" @keydown=${moveFocus}>
    <h3>Sample songs</h3>
    <ul role="menu" aria-label="Sample songs">
      ${state.world?.samples.map(
        ({ id, fileName, title, about, url }) =>
          html`<li class="sample" role="none">
            <button
              type="button"
              role="menuitem"
              @click=${() => pick([{ kind: 'sample', id, name: fileName, size: undefined }])}
            >
              ${icon('note')}<span><b>${title}</b><small>${about}</small></span>
            </button>
            <button
              type="button"
              role="menuitem"
              class="icon-button"
              aria-label="Listen first"
              aria-description=${title}
              @click=${() => panel.listenTo(url)}
            >
              ${icon('play')}
            </button>
          </li>`,
      )}
    </ul>
    <h3>Your own</h3>
    <label class="own-file">
      ${icon('plus')} <span>Upload from this device…</span>
      <input type="file" accept=${acceptedTypes(types)} ?multiple=${isMultiple} @change=${pickOwn} />
    </label>
    <p>Or drop a file anywhere on the page.</p>
  </div>`;
}

export function ownFile(file: File): PickedFile {
  return { kind: 'own', file, name: file.name, size: file.size };
}
