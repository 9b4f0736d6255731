import type { ComposeActs } from './acts/compose.ts';
import type { UseActs } from './acts/use.ts';
import { fieldsOf, kinds, mostValues } from './form.ts';
import type { AppState, PickedFile } from './state.ts';
import type { Store } from './store.ts';
import { ownFile } from './views/file-chooser.ts';

/** Files dropped anywhere go where they are wanted: into the open form, else into the line at the bottom. */
export function listenToDrops(store: Store<AppState>, { compose, use }: { compose: ComposeActs; use: UseActs }): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!store.get().isDropping) store.set({ isDropping: true });
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) store.set({ isDropping: false });
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    store.set({ isDropping: false });
    const files = [...(event.dataTransfer?.files ?? [])].map(ownFile);
    if (store.get().form) dropIntoForm(store.get(), use, files);
    else compose.addFiles(files);
  });
}

function dropIntoForm({ form }: AppState, use: UseActs, files: readonly PickedFile[]): void {
  const uploads = form ? fieldsOf(form.modal).filter(({ component }) => component.type === kinds.upload) : [];
  const isEmpty = (id: string) => (form?.values[id] as readonly unknown[] | undefined)?.length === 0;
  const target = uploads.find(({ id }) => isEmpty(id)) ?? uploads[0];
  if (target) use.setField(target.id, files.slice(0, mostValues(target.component)));
}
