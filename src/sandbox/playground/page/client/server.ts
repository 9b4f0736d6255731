import type { WireAct, WireControl, WireField, WireFile, WireNews, WireOutcome, WireValue } from '../wire.ts';
import type { FieldValue, OptionValue, PickedFile } from './state.ts';

/** Does something in a person's name. What cannot be reached is a problem like any other. */
export async function sendAct(personId: string, act: WireAct, files: readonly File[] = []): Promise<WireOutcome> {
  const body = new FormData();
  body.append('act', JSON.stringify(act));
  for (const [index, file] of files.entries()) body.append(`file${index}`, file, file.name);
  try {
    const response = await fetch(`/act?as=${encodeURIComponent(personId)}`, { method: 'POST', body });
    if (!response.ok) return { kind: 'problem', text: 'This page did not reach its server.', isSilent: false };
    return (await response.json()) as WireOutcome;
  } catch {
    return { kind: 'problem', text: 'The playground was ended.', isSilent: false };
  }
}

export async function sendControl(control: WireControl): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch('/control', { method: 'POST', headers, body: JSON.stringify(control) }).catch(() => undefined);
}

/** Own files apart from what says where they belong. */
export function packFiles() {
  const files: File[] = [];
  const pack = (picked: PickedFile): WireFile => {
    if (picked.kind === 'sample') return { sample: picked.id };
    files.push(picked.file);
    return { file: files.length - 1 };
  };
  return {
    files,
    pack,
    option: (value: OptionValue): WireValue => (typeof value === 'object' ? pack(value) : value),
    field(value: FieldValue): WireField {
      if (typeof value !== 'object') return value;
      const picked = value.filter((item) => typeof item === 'object');
      return picked.length > 0 ? picked.map(pack) : value.filter((item) => typeof item === 'string');
    },
  };
}

export interface LiveListener {
  onNews(news: WireNews): void;
  onState(state: 'live' | 'lost'): void;
}

const AGAIN_MS = 1_000;

/** Hears what a person sees, again and again until it is ended. */
export function listenLive(personId: string | undefined, { onNews, onState }: LiveListener): () => void {
  let isEnded = false;
  let socket: WebSocket;

  const connect = () => {
    const query = personId === undefined ? '' : `?as=${encodeURIComponent(personId)}`;
    socket = new WebSocket(`ws://${location.host}/live${query}`);
    socket.addEventListener('open', () => onState('live'));
    socket.addEventListener('message', ({ data }) => onNews(JSON.parse(String(data)) as WireNews));
    socket.addEventListener('close', () => {
      if (isEnded) return;
      onState('lost');
      setTimeout(() => {
        if (!isEnded) connect();
      }, AGAIN_MS);
    });
  };
  connect();

  return () => {
    isEnded = true;
    socket.close();
  };
}
